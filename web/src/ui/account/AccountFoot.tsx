import { listWords as words } from '../../words/en/list.ts'
import { useSelect } from '../context.ts'
import { useKeptFocus } from '../use-kept-focus.ts'
import { GuestWays } from './GuestWays.tsx'

/** Who is here: a guest, and what that means, or somebody with a name. */
export function AccountFoot() {
  const user = useSelect(state => state.user)
  const box = useKeptFocus<HTMLDivElement>()
  if (!user || user.kind === 'external') return null
  const isGuest = user.kind === 'guest'
  return (
    <div ref={box} className="account-foot" tabIndex={-1}>
      <p className="quiet">{isGuest ? words.guestIn : words.signedInAs(user.display_name ?? user.email ?? '')}</p>
      {isGuest && <GuestWays className="row" />}
    </div>
  )
}
