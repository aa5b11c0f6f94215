import '../../styles/account.css'
import { accountWords as words } from '../../words/en/account.ts'
import { Field } from '../Field.tsx'

/** Password managers take it for the name of the account. */
export function EmailField({ fault }: { fault: string | undefined }) {
  return (
    <Field label={words.email} fault={fault}>
      {field => (
        <input
          {...field}
          name="email"
          // Not "email": what is wrong is said in the page’s own words, beside the field.
          type="text"
          inputMode="email"
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
        />
      )}
    </Field>
  )
}
