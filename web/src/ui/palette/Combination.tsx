import { searchWords as words } from '../../words/en/search.ts'
import { BINDINGS, isMac, type Binding, type Combination as Keys } from '../bindings.ts'

/** Keys that are pressed together, as they stand on the keyboard. */
export function Combination({ name }: { name: Binding }) {
  return (
    <span className="combination">
      {namesOf(BINDINGS[name]).map(key => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  )
}

function namesOf({ mod, shift, key }: Keys): string[] {
  const named: Record<string, string> = { Enter: words.enter, Escape: words.escape }
  return [
    ...(mod ? [isMac ? '⌘' : words.mod] : []),
    ...(shift ? [isMac ? '⇧' : words.shift] : []),
    named[key] ?? key.toUpperCase(),
  ]
}
