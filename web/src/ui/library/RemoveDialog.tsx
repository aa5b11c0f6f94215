import type { Source } from '@folio/protocol'
import { useState } from 'react'
import type { Failure } from '../../chat/failure.ts'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { libraryWords as words } from '../../words/en/library.ts'
import { Dialog } from '../Dialog.tsx'

type Props = { source: Source; onClose: () => void; onRemove: () => Promise<Failure | undefined> }

export function RemoveDialog({ source, onClose, onRemove }: Props) {
  const [failure, setFailure] = useState<Failure>()

  async function remove(): Promise<void> {
    setFailure(await onRemove())
  }
  return (
    <Dialog
      title={words.askRemove}
      action={buttons.remove}
      danger
      failure={failure}
      onAction={() => void remove()}
      onClose={onClose}
    >
      <p>{words.removes(source.title)}</p>
    </Dialog>
  )
}
