import { MAX_SYSTEM_PROMPT_CHARS, MAX_TITLE_CHARS } from '@folio/protocol'
import type { ReactNode } from 'react'
import { botsWords as words } from '../../words/en/bots.ts'
import { Problem } from '../Problem.tsx'
import type { BotFields } from './bot-form.ts'
import { Field } from '../Field.tsx'
import { ModelField } from './ModelField.tsx'
import { SilentField } from './SilentField.tsx'
import { useBotForm, type Save } from './use-bot-form.ts'

type Props = {
  start: BotFields
  action: string
  onSave: Save
  /** What else can be done, beside the action. */
  children?: ReactNode
}

export function BotForm({ start, action, onSave, children }: Props) {
  const { form, fields, faults, failure, saved, change, submit } = useBotForm(start, onSave)
  return (
    <form ref={form} className="bot-form" noValidate onSubmit={event => void submit(event)}>
      <Field label={words.name} fault={faults.name}>
        {field => (
          <input
            {...field}
            name="name"
            maxLength={MAX_TITLE_CHARS}
            value={fields.name}
            onChange={({ target }) => change({ name: target.value })}
          />
        )}
      </Field>
      <Field label={words.instructions} hint={words.instructionsHint}>
        {field => (
          <textarea
            {...field}
            className="field field-text"
            maxLength={MAX_SYSTEM_PROMPT_CHARS}
            value={fields.instructions}
            onChange={({ target }) => change({ instructions: target.value })}
          />
        )}
      </Field>
      <div className="bot-pair">
        <ModelField value={fields.model} onChange={model => change({ model })} />
        <Field label={words.temperature} hint={words.temperatureHint} fault={faults.temperature}>
          {field => (
            <input
              {...field}
              name="temperature"
              inputMode="decimal"
              value={fields.temperature}
              onChange={({ target }) => change({ temperature: target.value.replace(',', '.') })}
            />
          )}
        </Field>
      </div>
      <SilentField silent={fields.silent} refusal={fields.refusal} fault={faults.refusal} onChange={change} />
      {failure && <Problem text={failure.detail} requestId={failure.requestId} />}
      <div className="bot-save">
        <button type="submit" className="button button-main">
          {action}
        </button>
        <span role="status" className="quiet">
          {saved ? words.saved : ''}
        </span>
        {children}
      </div>
    </form>
  )
}
