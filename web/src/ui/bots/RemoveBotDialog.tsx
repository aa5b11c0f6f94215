import type { Bot } from '@folio/protocol'
import { useState } from 'react'
import type { Failure } from '../../chat/failure.ts'
import { botsWords as words } from '../../words/en/bots.ts'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
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
      title={words.askRemove}
      action={buttons.remove}
      danger
      failure={failure}
      onAction={() => void remove()}
      onClose={onClose}
    >
      <p>{words.removes(bot.name)}</p>
    </Dialog>
  )
}
