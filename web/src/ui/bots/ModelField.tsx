import { botsWords as words } from '../../words/en/bots.ts'
import { useSelect } from '../context.ts'
import { Field } from '../Field.tsx'

export function ModelField({ value, onChange }: { value: string; onChange: (model: string) => void }) {
  const models = useSelect(state => state.models)
  const isOffered = value === '' || models.some(model => model.id === value)
  return (
    <Field label={words.model} hint={words.modelHint}>
      {field => (
        <select {...field} className="field select" value={value} onChange={({ target }) => onChange(target.value)}>
          <option value="">{words.modelOfServer}</option>
          {!isOffered && <option value={value}>{words.modelGone(value)}</option>}
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
