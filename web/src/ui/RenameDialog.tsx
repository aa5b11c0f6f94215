import { MAX_TITLE_CHARS, type Conversation } from '@folio/protocol'
import { useState } from 'react'
import type { Failure } from '../chat/failure.ts'
import { buttonsWords as buttons } from '../words/en/buttons.ts'
import { listWords as words } from '../words/en/list.ts'
import { useChat } from './context.ts'
import { Dialog } from './Dialog.tsx'

export function RenameDialog({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const chat = useChat()
  const [title, setTitle] = useState(conversation.title)
  const [failure, setFailure] = useState<Failure>()

  async function rename(): Promise<void> {
    if (title.trim() === '') return
    const failed = await chat.send.change(conversation.id, { title: title.trim() })
    setFailure(failed)
    if (!failed) onClose()
  }
  return (
    <Dialog
      title={buttons.rename}
      action={buttons.rename}
      failure={failure}
      onAction={() => void rename()}
      onClose={onClose}
    >
      <input
        className="field"
        aria-label={words.name}
        autoFocus
        value={title}
        maxLength={MAX_TITLE_CHARS}
        onChange={event => setTitle(event.target.value)}
        onFocus={event => event.target.select()}
      />
    </Dialog>
  )
}
