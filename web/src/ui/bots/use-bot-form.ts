import { useRef, useState, type FormEvent } from 'react'
import type { Failure } from '../../chat/failure.ts'
import { changeOf, faultsOf, type BotFields } from './bot-form.ts'

/** Answers what went wrong, if something did. */
export type Save = (change: ReturnType<typeof changeOf>) => Promise<Failure | undefined>

/** What stands in the fields of a bot, what is wrong with it, and whether it is with the server. */
export function useBotForm(start: BotFields, onSave: Save) {
  const form = useRef<HTMLFormElement>(null)
  const [fields, setFields] = useState(start)
  const [faults, setFaults] = useState<ReturnType<typeof faultsOf>>({})
  const [failure, setFailure] = useState<Failure>()
  const [saved, setSaved] = useState(false)

  function change(changed: Partial<BotFields>): void {
    setFields(before => ({ ...before, ...changed }))
    setSaved(false)
  }
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    const wrong = faultsOf(fields)
    setFaults(wrong)
    const [first] = Object.keys(wrong)
    if (first !== undefined) return form.current?.querySelector<HTMLElement>(`[name=${first}]`)?.focus()
    const failed = await onSave(changeOf(fields))
    setFailure(failed)
    setSaved(!failed)
  }
  return { form, fields, faults, failure, saved, change, submit }
}
