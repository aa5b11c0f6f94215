import { composerWords as words } from '../words/en/composer.ts'
import { useChat, useSelect } from './context.ts'

type Props = { id: string | null; chosen: string | null; onChoose: (model: string) => void }

/** Which model answers, where there is a choice. */
export function ModelPicker({ id, chosen, onChoose }: Props) {
  const chat = useChat()
  const models = useSelect(state => state.models)
  const kept = useSelect(state => (id === null ? null : (state.conversations[id]?.model ?? null)))
  if (models.length < 2) return null

  function choose(model: string): void {
    if (id === null) onChoose(model)
    else void chat.send.chooseModel(id, model)
  }
  return (
    <select
      className="models"
      aria-label={words.model}
      value={(id === null ? chosen : kept) ?? models.find(model => model.default)?.id}
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
