import { Suspense } from 'react'
import { closeOverlay, useOverlay } from './overlay.ts'
import { whenThere } from './when-there.ts'

const Palette = whenThere(async () => (await import('./palette/Palette.tsx')).Palette)
const KeysDialog = whenThere(async () => (await import('./palette/KeysDialog.tsx')).KeysDialog)
const MenuDialog = whenThere(async () => (await import('./conversation/MenuDialog.tsx')).MenuDialog)

/** Where search, the list of keys, and what was asked for there open. Each is fetched with its first use. */
export function OverlayDoor({ id }: { id: string | null }) {
  const overlay = useOverlay()
  if (overlay === null) return null
  return (
    <Suspense>
      {overlay === 'search' && <Palette id={id} />}
      {overlay === 'keys' && <KeysDialog />}
      {typeof overlay === 'object' && <MenuDialog {...overlay} onClose={() => closeOverlay(overlay)} />}
    </Suspense>
  )
}
