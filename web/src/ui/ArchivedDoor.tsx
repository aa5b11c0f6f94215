import { Suspense } from 'react'
import { useSelect } from './context.ts'
import { whenThere } from './when-there.ts'

const InArchive = whenThere(async () => (await import('./conversation/InArchive.tsx')).InArchive)

/** Says of a conversation that it is in the archive, where it is. */
export function ArchivedDoor({ id }: { id: string | null }) {
  const conversation = useSelect(state => (id === null ? undefined : state.conversations[id]))
  return <Suspense>{conversation?.archived && <InArchive conversation={conversation} />}</Suspense>
}
