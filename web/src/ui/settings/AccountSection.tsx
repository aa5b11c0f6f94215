import { useState } from 'react'
import { accountWords as words } from '../../words/en/account.ts'
import { EraseDialog } from '../account/EraseDialog.tsx'
import { GuestWays } from '../account/GuestWays.tsx'
import { NameForm } from '../account/NameForm.tsx'
import { PasswordForm } from '../account/PasswordForm.tsx'
import { useUser } from '../account/use-account.ts'
import { SignOut } from '../account/SignOut.tsx'
import { useKeptFocus } from '../use-kept-focus.ts'
import { Section } from './Section.tsx'

/** Who somebody is here. */
export function AccountSection() {
  const user = useUser()
  const [isErasing, erase] = useState(false)
  const ways = useKeptFocus<HTMLDivElement>()
  if (!user) return null
  const isGuest = user.kind === 'guest'
  const lead = { guest: words.guestLead, external: words.external, member: user.email }[user.kind]
  return (
    <Section title={words.title} lead={lead}>
      {!isGuest && <NameForm key={user.display_name} name={user.display_name ?? ''} />}
      {user.kind === 'member' && <PasswordForm email={user.email ?? ''} />}
      <div ref={ways} className="setting-ways" tabIndex={-1}>
        {isGuest ? <GuestWays className="button" /> : <SignOut />}
        <button type="button" className="button" onClick={() => erase(true)}>
          {isGuest ? words.eraseGuest : words.erase}
        </button>
      </div>
      {isErasing && <EraseDialog user={user} onClose={() => erase(false)} />}
    </Section>
  )
}
