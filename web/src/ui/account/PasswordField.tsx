import '../../styles/account.css'
import { useState } from 'react'
import { accountWords as words } from '../../words/en/account.ts'
import { Field } from '../Field.tsx'

type Props = {
  label: string
  name: 'password' | 'current'
  autoComplete: 'new-password' | 'current-password'
  hint?: string
  fault: string | undefined
}

/** What is typed stays in the field: nothing else knows it until it is sent. */
export function PasswordField({ label, name, autoComplete, fault, ...rest }: Props) {
  const [isShown, show] = useState(false)
  return (
    <Field label={label} fault={fault} {...rest}>
      {field => (
        <span className="password">
          <input
            {...field}
            name={name}
            type={isShown ? 'text' : 'password'}
            autoComplete={autoComplete}
            autoCapitalize="none"
            spellCheck={false}
          />
          <button
            type="button"
            className="word"
            aria-label={words.showPassword}
            aria-pressed={isShown}
            onClick={() => show(!isShown)}
          >
            {words.show}
          </button>
        </span>
      )}
    </Field>
  )
}
