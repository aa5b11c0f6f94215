import { accountWords as words } from '../../words/en/account.ts'
import { Dialog } from '../Dialog.tsx'
import { Field } from '../Field.tsx'
import { tellNews } from '../news.ts'
import { EmailField } from './EmailField.tsx'
import { emailFault, faultsOf, newPasswordFault } from './faults.ts'
import { PasswordField } from './PasswordField.tsx'
import { useAccount } from './use-account.ts'
import { useForm } from './use-form.ts'

/** A guest becomes a member: the same page, with everything that is on it. */
export function KeepDialog({ onClose }: { onClose: () => void }) {
  const account = useAccount()
  const { box, faults, submit } = useForm<HTMLDivElement>(async given => {
    const known = { email: given('email').trim(), password: given('password') }
    const wrong = { ...emailFault(known.email), ...newPasswordFault(known.password) }
    if (Object.keys(wrong).length > 0) return wrong
    const failure = await account.keep(known, given('name').trim())
    if (failure) return faultsOf(failure)
    tellNews(words.kept)
    onClose()
    return {}
  })
  return (
    <Dialog title={words.keep} action={words.keepAction} failure={undefined} onAction={submit} onClose={onClose}>
      <div ref={box} className="fields">
        <p>{words.keepLead}</p>
        <EmailField fault={faults.email} />
        <PasswordField
          label={words.password}
          name="password"
          autoComplete="new-password"
          hint={words.passwordHint}
          fault={faults.password}
        />
        <Field label={words.nameOptional}>
          {field => <input {...field} name="name" autoComplete="name" maxLength={100} />}
        </Field>
        {faults.form !== undefined && (
          <p className="problem" role="alert">
            {faults.form}
          </p>
        )}
      </div>
    </Dialog>
  )
}
