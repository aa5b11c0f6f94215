import type { Conversation } from '@folio/protocol'
import { useState } from 'react'
import type { Failure } from '../chat/failure.ts'
import { buttonsWords as buttons } from '../words/en/buttons.ts'
import { listWords as words } from '../words/en/list.ts'
import { useChat } from './context.ts'
import { Dialog } from './Dialog.tsx'
import { routeOf } from './address.ts'
import { go } from './route.ts'

export function DeleteDialog({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const chat = useChat()
  const [failure, setFailure] = useState<Failure>()

  async function remove(): Promise<void> {
    const failed = await chat.send.remove(conversation.id)
    setFailure(failed)
    if (failed) return
    onClose()
    if (routeOf(location.pathname) === conversation.id) go(null)
  }
  return (
    <Dialog
      title={words.askDelete}
      action={buttons.remove}
      danger
      failure={failure}
      onAction={() => void remove()}
      onClose={onClose}
    >
      <p>{words.deletes(conversation.title)}</p>
    </Dialog>
  )
}
