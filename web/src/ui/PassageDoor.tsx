import { lazy, Suspense } from 'react'
import { buttonsWords as buttons } from '../words/en/buttons.ts'
import { chatWords as words } from '../words/en/chat.ts'
import { Dialog } from './Dialog.tsx'
import { leavePassage, useCitedAt } from './passage-route.ts'

const Passage = lazy(async () => ({
  default: (await import('./passage/Passage.tsx').catch(() => ({ Passage: Unreachable }))).Passage,
}))

/** The passage that the address names, over its conversation. What draws it is fetched with the first one. */
export function PassageDoor() {
  const at = useCitedAt()
  if (!at) return null
  return (
    <Suspense>
      <Passage key={`${at.messageId}.${at.index}`} at={at} onClose={leavePassage} />
    </Suspense>
  )
}

function Unreachable({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      title={words.notFetched}
      action={buttons.tryAgain}
      failure={undefined}
      onAction={() => location.reload()}
      onClose={onClose}
    >
      <p>{words.notFetchedWhy}</p>
    </Dialog>
  )
}
