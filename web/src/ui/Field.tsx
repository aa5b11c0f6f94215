import { useId, type ReactNode } from 'react'
import '../styles/forms.css'

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
