import type { Conversation, SearchItem, Snippet } from '@folio/protocol'
import { matchIn } from '../../chat/match.ts'
import { searchWords as words } from '../../words/en/search.ts'
import type { Binding } from '../bindings.ts'
import { pathTo, pathToMessage } from '../address.ts'
import { goTo } from '../route.ts'
import type { Command } from './commands.ts'
import type { Found } from './use-found.ts'

/** A line that can be chosen. */
export type Option = {
  key: string
  title: Snippet
  /** What was said, below the title. */
  detail?: Snippet
  note?: string
  time?: string
  binding?: Binding | undefined
  choose: () => void
  /** The palette stays open. */
  stays?: true
}
export type Group = { key: string; name: string; options: Option[] }

/** Conversations that are offered before anything is asked for, and that are found by their titles. */
const RECENT = 6
const TITLES = 8

type Known = { conversations: readonly Conversation[]; items: readonly SearchItem[]; commands: readonly Command[] }

/** Everything that can be chosen now, under its headings; `conversations` with the newest first. */
export function groupsOf(question: string, { conversations, items, commands }: Known, more: Found['more']): Group[] {
  const asked = question.trim() !== ''
  const titles = asked ? titlesOf(question, conversations, items) : conversations.slice(0, RECENT).map(toRecent)
  const groups = [
    { key: 'titles', name: asked ? words.conversations : words.recent, options: titles },
    { key: 'messages', name: words.messages, options: [...items.filter(isSaid).map(toMessage), ...older(more)] },
    { key: 'commands', name: words.commands, options: commandsOf(question, commands) },
  ]
  return groups.filter(({ options }) => options.length > 0)
}

function older(more: Found['more']): Option[] {
  return more ? [{ key: 'older', title: { text: words.older, marks: [] }, choose: more, stays: true }] : []
}

/** Those that the page knows at once, and behind them those that only the server has. */
function titlesOf(question: string, conversations: readonly Conversation[], items: readonly SearchItem[]): Option[] {
  const here = conversations.flatMap(conversation => {
    const title = matchIn(conversation.title, question)
    return title ? [toTitle(conversation.id, title, conversation)] : []
  })
  const known = new Set(conversations.map(({ id }) => id))
  const there = items
    .filter(item => item.kind === 'title' && !known.has(item.conversation_id))
    .map(item => toTitle(item.conversation_id, item.snippet, { archived: item.archived, updated_at: item.created_at }))
  return [...here, ...there].slice(0, TITLES)
}

const toRecent = (conversation: Conversation): Option =>
  toTitle(conversation.id, { text: conversation.title || words.untitled, marks: [] }, conversation)

function toTitle(
  id: string,
  title: Snippet,
  { archived, updated_at }: Pick<Conversation, 'archived' | 'updated_at'>,
): Option {
  const note = archived ? { note: words.archived } : {}
  return { key: id, title, ...note, time: updated_at, choose: () => goTo(pathTo(id)) }
}

type Said = SearchItem & { message_id: string }
const isSaid = (item: SearchItem): item is Said => item.message_id !== null

function toMessage({
  conversation_id,
  conversation_title,
  message_id,
  role,
  snippet,
  archived,
  created_at,
}: Said): Option {
  const who = role === 'user' ? words.you : words.reply
  return {
    key: message_id,
    title: { text: conversation_title || words.untitled, marks: [] },
    detail: snippet,
    note: archived ? `${who} · ${words.archived}` : who,
    time: created_at,
    choose: () => goTo(pathToMessage(conversation_id, message_id)),
  }
}

function commandsOf(question: string, commands: readonly Command[]): Option[] {
  return commands.flatMap(({ id, name, binding, run }) => {
    const title = question.trim() === '' ? { text: name, marks: [] } : matchIn(name, question)
    return title ? [{ key: id, title, binding, choose: run }] : []
  })
}
