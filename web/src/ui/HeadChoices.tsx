import { Suspense, useState } from 'react'
import { conversationWords as words } from '../words/en/conversation.ts'
import { useSelect } from './context.ts'
import { whenThere } from './when-there.ts'

const ChoicesDialog = whenThere(async () => (await import('./conversation/ChoicesDialog.tsx')).ChoicesDialog)

/** What was chosen for a conversation, where that is not what is usual; of one that is not begun, the way to choose. */
export function HeadChoices({ id }: { id: string | null }) {
  const [isOpen, setOpen] = useState(false)
  const model = useSelect(state => (id === null ? state.fresh.model : (state.conversations[id]?.model ?? null)))
  const instructed = useSelect(state =>
    Boolean(id === null ? state.fresh.instructions : state.conversations[id]?.system_prompt),
  )
  const unusual = useSelect(({ models }) => model !== null && !models.find(known => known.id === model)?.default)
  const said = [unusual && model, instructed && words.instructed].filter(Boolean).join(', ')
  if (id !== null && said === '') return null
  return (
    <>
      <button
        type="button"
        className={said === '' ? 'icon' : 'head-bot'}
        aria-label={said === '' ? words.choices : undefined}
        title={words.choices}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {said === '' ? <span aria-hidden="true">⋯</span> : said}
      </button>
      {isOpen && (
        <Suspense>
          <ChoicesDialog id={id} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
