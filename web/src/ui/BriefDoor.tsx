import { Suspense } from 'react'
import { useBrief } from './brief.ts'
import { whenThere } from './when-there.ts'

const BriefNote = whenThere(async () => (await import('./conversation/BriefNote.tsx')).BriefNote)

/** Where what was just done is said. */
export function BriefDoor() {
  const brief = useBrief()
  return <Suspense>{brief && <BriefNote brief={brief} />}</Suspense>
}
