import type { Conversation } from '@folio/protocol'
import type { Chat } from '../../chat/chat.ts'
import { menuWords as words } from '../../words/en/menu.ts'
import { showBrief } from '../brief.ts'

/** To the top of the list, or back to its time. */
export async function setPinned({ send }: Chat, { id }: Conversation, pinned: boolean): Promise<void> {
  const failure = await send.change(id, { pinned })
  if (failure) showBrief({ text: failure.detail })
}

/** Out of the list, or back; for a while it can be undone. */
export async function setArchived(chat: Chat, conversation: Conversation, archived: boolean): Promise<void> {
  const { id, title } = conversation
  const failure = await chat.send.change(id, { archived })
  if (failure) return showBrief({ text: failure.detail })
  const text = archived ? words.archived(title) : words.unarchived(title)
  showBrief({ text, undo: () => void setBack(chat, id, !archived) })
}

async function setBack({ send }: Chat, id: string, archived: boolean): Promise<void> {
  const failure = await send.change(id, { archived })
  if (failure) showBrief({ text: failure.detail })
}
