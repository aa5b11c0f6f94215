import type { Source } from '@folio/protocol'
import { useState } from 'react'
import type { Failure } from '../../chat/failure.ts'
import { Dialog } from '../Dialog.tsx'

type Props = { source: Source; onClose: () => void; onRemove: () => Promise<Failure | undefined> }

export function RemoveDialog({ source, onClose, onRemove }: Props) {
  const [failure, setFailure] = useState<Failure>()

  async function remove(): Promise<void> {
    setFailure(await onRemove())
  }
  return (
    <Dialog
      title="Delete this document?"
      action="Delete"
      danger
      failure={failure}
      onAction={() => void remove()}
      onClose={onClose}
    >
      <p>
        “{source.title}” goes for good, and no answer uses it from then on. Answers that have quoted it keep the quote,
        and say that the document was removed.
      </p>
    </Dialog>
  )
}
