import type { FormEvent, ReactNode } from 'react'
import type { useForm } from './use-form.ts'

type Props = {
  form: Pick<ReturnType<typeof useForm<HTMLFormElement>>, 'box' | 'faults' | 'submit'>
  action: string
  said?: string | undefined
  children: ReactNode
}

/** A few fields of the settings that are saved together. */
export function SettingForm({ form: { box, faults, submit }, action, said = '', children }: Props) {
  function send(event: FormEvent): void {
    event.preventDefault()
    submit()
  }
  return (
    <form ref={box} className="setting-form" noValidate onSubmit={send}>
      {children}
      {faults.form !== undefined && (
        <p className="problem" role="alert">
          {faults.form}
        </p>
      )}
      <div className="setting-ways">
        <button type="submit" className="button">
          {action}
        </button>
        <span role="status" className="quiet">
          {said}
        </span>
      </div>
    </form>
  )
}
