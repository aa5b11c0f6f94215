import type { Shown } from '../chat/cited.ts'
import type { Notes, NotesOptions } from './notes.ts'

/**
 * The notes of one reply. Their script is fetched with the first citation; `settle`, called when it has come, draws
 * them. Without it the numerals still stand in the text.
 */
export function notesOnceCited(options: NotesOptions, settle: () => void): Notes {
  let notes: Notes | undefined
  let asked = false
  let gone = false

  async function fetchNotes(): Promise<void> {
    asked = true
    const module = await import('./notes.ts').catch(() => undefined)
    if (!module || gone) return
    notes = module.createNotes(options)
    settle()
  }

  return {
    draw(shown: Shown): void {
      if (notes) notes.draw(shown)
      else if (!asked && shown.citations.length > 0) void fetchNotes()
    },
    destroy() {
      gone = true
      notes?.destroy()
    },
  }
}
