import type { User } from '@folio/protocol'
import { accountWords as words } from '../../words/en/account.ts'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { Dialog } from '../Dialog.tsx'
import { Field } from '../Field.tsx'
import { faultsOf } from './faults.ts'
import { useAccount } from './use-account.ts'
import { useForm } from './use-form.ts'

/** Everything goes. Who has an address types it, so that no slip of the hand does this. */
export function EraseDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const account = useAccount()
  const { email } = user
  const { box, faults, submit } = useForm<HTMLDivElement>(async given => {
    if (email !== null && given('email').trim().toLowerCase() !== email) return { email: words.eraseDiffers }
    const failure = await account.erase()
    return failure ? faultsOf(failure) : {}
  })
  return (
    <Dialog
      title={user.kind === 'guest' ? words.eraseGuestTitle : words.eraseTitle}
      action={buttons.remove}
      danger
      failure={undefined}
      onAction={submit}
      onClose={onClose}
    >
      <div ref={box} className="fields">
        <p>{words.eraseLead}</p>
        {email !== null && (
          <Field label={words.eraseConfirm(email)} fault={faults.email}>
            {field => (
              <input {...field} name="email" autoComplete="off" autoCapitalize="none" spellCheck={false} autoFocus />
            )}
          </Field>
        )}
        {faults.form !== undefined && (
          <p className="problem" role="alert">
            {faults.form}
          </p>
        )}
      </div>
    </Dialog>
  )
}
