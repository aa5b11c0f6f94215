import { MAX_REFUSAL_CHARS } from '@folio/protocol'
import { botsWords as words } from '../../words/en/bots.ts'
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
  const choice = (value: Silent, text: string) => (
    <label className="choice">
      <input type="radio" name="silent" checked={value === silent} onChange={() => onChange({ silent: value })} />
      {text}
    </label>
  )
  return (
    <fieldset className="choices bot-silent">
      <legend>{words.silent}</legend>
      {choice('says', words.saysSo)}
      {silent === 'says' && (
        <Field label={words.inTheseWords} fault={fault}>
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
      {choice('answers', words.answersFromModel)}
    </fieldset>
  )
}
