import { MAX_SYSTEM_PROMPT_CHARS } from '@folio/protocol'
import { useState } from 'react'
import type { Failure } from '../../chat/failure.ts'
import { formatNumber } from '../../words/format.ts'
import { menuWords as words } from '../../words/en/menu.ts'
import { useChat, useSelect } from '../context.ts'
import { Dialog } from '../Dialog.tsx'
import { Field } from '../Field.tsx'

/** Which model answers in a conversation, and what it is told. `id` null: in the one that is not begun yet. */
export function ChoicesDialog({ id, onClose }: { id: string | null; onClose: () => void }) {
  const chat = useChat()
  const models = useSelect(state => state.models)
  const conversation = useSelect(state => (id === null ? undefined : state.conversations[id]))
  const fresh = useSelect(state => state.fresh)
  const [model, setModel] = useState((id === null ? fresh.model : conversation?.model) ?? '')
  const [instructions, setInstructions] = useState(
    id === null ? fresh.instructions : (conversation?.system_prompt ?? ''),
  )
  const [failure, setFailure] = useState<Failure>()

  async function save(): Promise<void> {
    const told = instructions.trim()
    if (id === null) chat.send.choose({ model: model || null, instructions: told })
    const failed =
      id === null ? undefined : await chat.send.change(id, { model: model || null, system_prompt: told || null })
    setFailure(failed)
    if (!failed) onClose()
  }
  const left = formatNumber(MAX_SYSTEM_PROMPT_CHARS - instructions.length)
  return (
    <Dialog
      title={words.choicesTitle}
      action={words.save}
      failure={failure}
      onAction={() => void save()}
      onClose={onClose}
    >
      <Field label={words.model}>
        {field => (
          <select {...field} className="field select" value={model} onChange={({ target }) => setModel(target.value)}>
            <option value="">{words.modelOfServer}</option>
            {model !== '' && !models.some(known => known.id === model) && (
              <option value={model}>{words.notOffered(model)}</option>
            )}
            {models.map(known => (
              <option key={known.id} value={known.id}>
                {known.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label={words.instructions}
        hint={`${conversation?.bot_id ? words.behindBot : words.instructionsHint} ${words.lettersLeft(left)}`}
      >
        {field => (
          <textarea
            {...field}
            className="field field-text"
            dir="auto"
            maxLength={MAX_SYSTEM_PROMPT_CHARS}
            value={instructions}
            onChange={({ target }) => setInstructions(target.value)}
          />
        )}
      </Field>
    </Dialog>
  )
}
