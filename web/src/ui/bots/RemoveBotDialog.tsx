import type { Bot } from '@folio/protocol'
import { useState } from 'react'
import type { Failure } from '../../chat/failure.ts'
import { Dialog } from '../Dialog.tsx'
import { useLibrary } from '../library/context.ts'
import { goTo } from '../route.ts'

export function RemoveBotDialog({ bot, onClose }: { bot: Bot; onClose: () => void }) {
  const library = useLibrary()
  const [failure, setFailure] = useState<Failure>()

  async function remove(): Promise<void> {
    const failed = await library.bots.remove(bot.id)
    setFailure(failed)
    if (!failed) goTo('/bots')
  }
  return (
    <Dialog
      title="Delete this bot?"
      action="Delete"
      danger
      failure={failure}
      onAction={() => void remove()}
      onClose={onClose}
    >
      <p>
        “{bot.name}” and all its documents go for good. Conversations with it stay to be read, but nobody answers there
        any more.
      </p>
    </Dialog>
  )
}
