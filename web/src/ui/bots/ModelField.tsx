import { useSelect } from '../context.ts'
import { Field } from '../Field.tsx'

export function ModelField({ value, onChange }: { value: string; onChange: (model: string) => void }) {
  const models = useSelect(state => state.models)
  const isOffered = value === '' || models.some(model => model.id === value)
  return (
    <Field label="Model" hint="A conversation may choose another one.">
      {field => (
        <select {...field} className="field select" value={value} onChange={({ target }) => onChange(target.value)}>
          <option value="">As the server has it</option>
          {!isOffered && <option value={value}>{value}, not on offer now</option>}
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
