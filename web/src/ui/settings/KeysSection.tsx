import { searchWords as words } from '../../words/en/search.ts'
import { openOverlay } from '../overlay.ts'
import { Section } from './Section.tsx'

/** Where the keys are told. */
export function KeysSection() {
  return (
    <Section title={words.keysTitle} lead={words.keysLead}>
      <button type="button" className="button" onClick={() => openOverlay('keys')}>
        {words.showKeys}
      </button>
    </Section>
  )
}
