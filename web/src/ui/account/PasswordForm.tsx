import { useState } from 'react'
import { accountWords as words } from '../../words/en/account.ts'
import type { Failure } from '../../chat/failure.ts'
import { faultsOf, newPasswordFault, type Faults } from './faults.ts'
import { PasswordField } from './PasswordField.tsx'
import { SettingForm } from './SettingForm.tsx'
import { useAccount } from './use-account.ts'
import { useForm } from './use-form.ts'

/** Another password, for who knows the one there is. It ends every other session. */
export function PasswordForm({ email }: { email: string }) {
  const account = useAccount()
  const [isChanged, setChanged] = useState(false)
  const form = useForm<HTMLFormElement>(async given => {
    setChanged(false)
    const password = given('password')
    const wrong = { ...(given('current') === '' && { current: words.noPassword }), ...newPasswordFault(password) }
    if (Object.keys(wrong).length > 0) return wrong
    const failure = await account.changePassword(given('current'), password)
    if (failure) return currentFault(failure)
    form.clear()
    setChanged(true)
    return {}
  })
  return (
    <details className="setting-more">
      <summary>{words.changePassword}</summary>
      <SettingForm form={form} action={words.changePassword} said={isChanged ? words.changed : undefined}>
        {/* For password managers: whose password it is. */}
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        <PasswordField
          label={words.currentPassword}
          name="current"
          autoComplete="current-password"
          fault={form.faults.current}
        />
        <PasswordField
          label={words.newPassword}
          name="password"
          autoComplete="new-password"
          hint={`${words.passwordHint} ${words.othersEnd}`}
          fault={form.faults.password}
        />
      </SettingForm>
    </details>
  )
}

/** What else could be wrong with the form is looked at before it is sent. */
const currentFault = (failure: Failure): Faults =>
  failure.code === 'invalid_request' ? { current: words.wrongCurrent } : faultsOf(failure)
