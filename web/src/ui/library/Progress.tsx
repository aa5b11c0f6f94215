import { libraryWords as words } from '../../words/en/library.ts'
import '../../styles/progress.css'

/** `share` from 0 to 1. */
export function Progress({ name, share }: { name: string; share: number }) {
  return <progress className="bar" aria-label={words.progressOf(name)} max={1} value={share} />
}
