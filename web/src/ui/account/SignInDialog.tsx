import { useRef } from 'react'
import { accountWords as words } from '../../words/en/account.ts'
import { useSelect } from '../context.ts'
import { Dialog } from '../Dialog.tsx'
import { EmailField } from './EmailField.tsx'
import { emailFault, faultsOf } from './faults.ts'
import { PasswordField } from './PasswordField.tsx'
import { useAccount } from './use-account.ts'
import { useForm } from './use-form.ts'

/** Back to an account. What was begun here comes along, unless that is not wanted. */
export function SignInDialog({ onClose }: { onClose: () => void }) {
  const account = useAccount()
  const hasSome = useSelect(state => Object.keys(state.conversations).length > 0)
  const brings = useRef<HTMLInputElement>(null)
  const { box, faults, submit } = useForm<HTMLDivElement>(async given => {
    const known = { email: given('email').trim(), password: given('password') }
    const wrong = emailFault(known.email)
    if (wrong.email !== undefined) return wrong
    if (known.password === '') return { password: words.noPassword }
    const failure = await account.signIn(known, brings.current?.checked ?? false)
    return failure ? faultsOf(failure) : {}
  })
  return (
    <Dialog title={words.signIn} action={words.signIn} failure={undefined} onAction={submit} onClose={onClose}>
      <div ref={box} className="fields">
        <EmailField fault={faults.email} />
        <PasswordField label={words.password} name="password" autoComplete="current-password" fault={faults.password} />
        {hasSome && (
          <label className="brings">
            <input ref={brings} type="checkbox" defaultChecked />
            <span>
              {words.bring}
              <small className="hint">{words.leaveBehind}</small>
            </span>
          </label>
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
