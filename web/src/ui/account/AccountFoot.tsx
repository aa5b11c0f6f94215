import { useEffect, useState } from 'react'
import { listWords as words } from '../../words/en/list.ts'
import { useSelect } from '../context.ts'
import { useKeptFocus } from '../use-kept-focus.ts'
import { GuestWays } from './GuestWays.tsx'

/** Who is here: a guest, and what that means, or somebody with a name. */
export function AccountFoot() {
  const user = useSelect(state => state.user)
  const isRefused = useSelect(state => state.connection === 'waiting')
  // A server that takes no guests lets nobody in; that it is asked again and again changes nothing.
  const [isOut, setOut] = useState(false)
  useEffect(() => setOut(before => !user && (before || isRefused)), [user, isRefused])
  const box = useKeptFocus<HTMLDivElement>()
  if (user ? user.kind === 'external' : !isOut) return null
  const isGuest = user?.kind === 'guest'
  return (
    <div ref={box} className="account-foot" tabIndex={-1}>
      {user && (
        <p className="quiet">{isGuest ? words.guestIn : words.signedInAs(user.display_name ?? user.email ?? '')}</p>
      )}
      {(isGuest || isOut) && <GuestWays className="row" />}
    </div>
  )
}
