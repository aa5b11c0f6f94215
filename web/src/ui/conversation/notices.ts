import type { Conversation, Message } from '@folio/protocol'
import { createAsk } from '../../chat/api.ts'
import type { Chat } from '../../chat/chat.ts'
import { listWords } from '../../words/en/list.ts'
import { menuWords as words } from '../../words/en/menu.ts'
import { noticesChoice, wantsNotices } from '../notices-choice.ts'
import { go } from '../route.ts'

/** Held by each tab that is in sight, and by the one tab that speaks for all. */
const IN_SIGHT = 'folio.in-sight'
const SPEAKER = 'folio.speaker'
const SHOWN_CHARS = 140

let watching = false

/** Says that a reply has ended while no tab of this browser shows Folio; one tab says it for all. */
export function watchReplies(chat: Chat): void {
  if (watching) return
  watching = true
  let speaks = false
  let before = chat.getState().conversations

  // Kept for as long as the tab lives; the next in line has it then.
  void navigator.locks.request(SPEAKER, () => {
    speaks = true
    return new Promise(() => {})
  })
  holdWhileInSight()
  chat.subscribe(() => {
    const { conversations } = chat.getState()
    if (conversations === before) return
    const ended = Object.values(conversations).filter(({ id, replying }) => !replying && before[id]?.replying)
    before = conversations
    if (speaks) for (const conversation of ended) void tell(chat, conversation)
  })
}

function holdWhileInSight(): void {
  let gone = new AbortController()
  const look = () => {
    gone.abort()
    const { signal } = (gone = new AbortController())
    if (document.visibilityState !== 'visible') return
    const hold = () => new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
    navigator.locks.request(IN_SIGHT, { mode: 'shared', signal }, hold).catch(() => {})
  }
  document.addEventListener('visibilitychange', look)
  look()
}

async function tell(chat: Chat, { id, title, head_message_id }: Conversation): Promise<void> {
  const { held = [] } = await navigator.locks.query()
  if (!wantsNotices() || held.some(({ name }) => name === IN_SIGHT)) return
  const text = noticesChoice() === 'text' && head_message_id !== null ? await firstWords(chat, head_message_id) : ''
  const notice = new Notification(title || listWords.newConversation, {
    body: text || words.noticeBody,
    tag: `folio ${id}`,
    lang: document.documentElement.lang,
  })
  notice.addEventListener('click', () => {
    window.focus()
    go(id)
    notice.close()
  })
}

/** Of the reply, as it is written; where it cannot be read, nothing. */
async function firstWords({ way }: Chat, replyId: string): Promise<string> {
  const ask = createAsk(way.call)
  const message = await ask<Message>('GET', `/api/messages/${replyId}`).catch(() => undefined)
  const text = (message?.content ?? '').replace(/[*_`#>\s]+/g, ' ').trim()
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text
}
