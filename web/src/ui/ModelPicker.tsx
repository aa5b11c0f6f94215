import { composerWords as words } from '../words/en/composer.ts'
import { useChat, useSelect } from './context.ts'

/** Which model answers, where there is a choice. */
export function ModelPicker({ id }: { id: string | null }) {
  const chat = useChat()
  const models = useSelect(state => state.models)
  const fresh = useSelect(state => state.fresh)
  const kept = useSelect(state => (id === null ? state.fresh.model : state.conversations[id]?.model))
  if (models.length < 2) return null

  function choose(model: string): void {
    if (id === null) chat.send.choose({ ...fresh, model })
    else void chat.send.change(id, { model })
  }
  return (
    <select
      className="models"
      aria-label={words.model}
      value={kept ?? models.find(model => model.default)?.id}
      onChange={event => choose(event.target.value)}
    >
      {models.map(model => (
        <option key={model.id} value={model.id}>
          {model.name}
        </option>
      ))}
    </select>
  )
}
