import { useId, type ReactNode } from 'react'
import { useSelect } from '../context.ts'

type Given = { id: string; className: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean }
type FieldProps = {
  label: string
  hint?: string
  fault?: string | undefined
  children: (field: Given) => ReactNode
}

/** A field with its name above, and below what is to be said of it. */
export function Field({ label, hint, fault, children }: FieldProps) {
  const id = useId()
  const said = fault ?? hint
  return (
    <div className="labelled">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        className: 'field',
        'aria-describedby': said === undefined ? undefined : `${id}-said`,
        'aria-invalid': fault !== undefined,
      })}
      {said !== undefined && (
        <small id={`${id}-said`} className={fault === undefined ? 'hint' : 'hint tone-bad'}>
          {said}
        </small>
      )}
    </div>
  )
}

export function ModelField({ value, onChange }: { value: string; onChange: (model: string) => void }) {
  const models = useSelect(state => state.models)
  const isOffered = value === '' || models.some(model => model.id === value)
  return (
    <Field label="Model" hint="A conversation may choose another one.">
      {field => (
        <select {...field} className="field select" value={value} onChange={({ target }) => onChange(target.value)}>
          <option value="">As the server has it</option>
          {!isOffered && <option value={value}>{value}, not on offer now</option>}
          {models.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
