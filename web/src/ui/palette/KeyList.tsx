import { searchWords as words } from '../../words/en/search.ts'
import { BINDINGS, type Binding } from '../bindings.ts'
import { Combination } from './Combination.tsx'
import '../../styles/palette.css'

/** All keys that the page listens to. */
export function KeyList() {
  return (
    <dl className="key-list">
      {(Object.keys(BINDINGS) as Binding[]).map(name => (
        <div key={name}>
          <dt>{words.keys[name]}</dt>
          <dd>
            <Combination name={name} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
