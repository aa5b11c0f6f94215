import { MAX_REFUSAL_CHARS } from '@folio/protocol'
import type { ReactNode } from 'react'
import type { BotFields } from './bot-form.ts'
import { Field } from '../Field.tsx'

type Silent = BotFields['silent']
type Props = {
  silent: Silent
  refusal: string
  fault: string | undefined
  onChange: (change: Partial<Pick<BotFields, 'silent' | 'refusal'>>) => void
}

/** What becomes of a question that the documents do not answer. */
export function SilentField({ silent, refusal, fault, onChange }: Props) {
  const choice = (value: Silent, words: ReactNode) => (
    <label className="choice">
      <input type="radio" name="silent" checked={value === silent} onChange={() => onChange({ silent: value })} />
      {words}
    </label>
  )
  return (
    <fieldset className="choices bot-silent">
      <legend>Where its documents say nothing</legend>
      {choice('says', 'It says so')}
      {silent === 'says' && (
        <Field label="In these words" fault={fault}>
          {field => (
            <textarea
              {...field}
              className="field field-text"
              name="refusal"
              rows={2}
              maxLength={MAX_REFUSAL_CHARS}
              value={refusal}
              onChange={({ target }) => onChange({ refusal: target.value })}
            />
          )}
        </Field>
      )}
      {choice('answers', 'It answers anyway, from what the model knows')}
    </fieldset>
  )
}
