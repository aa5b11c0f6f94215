import { setImmediate as otherTurns } from 'node:timers/promises'
import { z } from 'zod'
import type { TransferConversation, TransferMessage } from '@folio/protocol/transfer'
import { derivedId, isId } from '../lib/id.ts'
import { parseAt, type Path } from './parse-at.ts'

/** One node of ChatGPT's own export, as far as it is wanted; all else in it is left where it is. */
const node = z.object({
  id: z.string().max(200),
  parent: z.string().max(200).nullish(),
  children: z.array(z.string().max(200)).max(10_000).default([]),
  message: z
    .object({
      author: z.object({ role: z.string() }),
      recipient: z.string().nullish(),
      create_time: z.number().nullish(),
      status: z.string().nullish(),
      content: z.object({ content_type: z.string().nullish(), parts: z.array(z.unknown()).nullish() }).nullish(),
      metadata: z
        .object({
          model_slug: z.string().max(200).nullish(),
          is_visually_hidden_from_conversation: z.boolean().nullish(),
        })
        .nullish(),
    })
    .nullish(),
})
const conversation = z.object({
  id: z.string().max(200).nullish(),
  conversation_id: z.string().max(200).nullish(),
  title: z.string().nullish(),
  create_time: z.number().nullish(),
  update_time: z.number().nullish(),
  current_node: z.string().max(200).nullish(),
})

type Node = { parent: string | null; children: string[]; said: Said | undefined }
type Said = { role: 'user' | 'assistant'; content: string; at: number | null; model: string | null; whole: boolean }

export type Tree = ReturnType<typeof createTree>

/** Puts the nodes of one conversation together, however they are ordered. */
export function createTree() {
  const nodes = new Map<string, Node>()
  let units = 0
  return {
    get units(): number {
      return units
    },
    get size(): number {
      return nodes.size
    },
    add(value: unknown, at: Path): void {
      const { id, parent, children, message } = parseAt(node, value, at)
      const said = message ? saidIn(message) : undefined
      units += said?.content.length ?? 0
      nodes.set(id, { parent: parent ?? null, children, said })
    },
    /** The conversation, and its messages in an order in which parents come first: each is made when it is asked for. */
    read(value: unknown, at: Path): Promise<Whole> {
      return toTransfer(parseAt(conversation, value, at), nodes)
    },
  }
}

/** What people and the model said to each other: no tools, no instructions, nothing that was hidden or is empty. */
function saidIn({
  author,
  recipient,
  create_time,
  status,
  content,
  metadata,
}: NonNullable<z.output<typeof node>['message']>) {
  const { role } = author
  if (role !== 'user' && role !== 'assistant') return undefined
  if (metadata?.is_visually_hidden_from_conversation || (recipient ?? 'all') !== 'all') return undefined
  const text = (content?.parts ?? []).map(textOf).filter(Boolean).join('\n\n').replaceAll('\0', '\ufffd')
  if (text.trim() === '') return undefined
  const whole = status !== 'in_progress'
  return { role, content: text, at: create_time ?? null, model: metadata?.model_slug ?? null, whole } satisfies Said
}

const otherPart = z.object({ content_type: z.string().optional(), text: z.string().optional() })

/** What is no text is told in a few words. */
function textOf(part: unknown): string {
  if (typeof part === 'string') return part
  const { content_type = '', text } = otherPart.safeParse(part).data ?? {}
  if (text !== undefined) return text
  if (content_type.includes('image')) return '[Image]'
  if (content_type.includes('audio')) return '[Audio]'
  if (content_type.includes('video')) return '[Video]'
  return '[Attachment]'
}

type Whole = { head: TransferConversation; count: number; messages: Iterable<TransferMessage> }

/** Nodes without a turn for others. */
const AT_ONCE = 500

async function toTransfer(head: z.output<typeof conversation>, nodes: ReadonlyMap<string, Node>): Promise<Whole> {
  const name = head.conversation_id ?? head.id ?? [...nodes.keys()].join(' ')
  const id = isUuid(name) ? name.toLowerCase() : derivedId(name, NAMESPACE)
  const createdAt = timeOf(head.create_time ?? null, new Date(0).toISOString())
  const told: Placed[] = []
  /** What each node stands for: itself, or the nearest one above it that said something. */
  const kept = new Map<string, string | null>()
  for (const [index, nodeId] of inOrder(nodes).entries()) {
    if (index % AT_ONCE === 0) await otherTurns()
    const { parent, said } = nodes.get(nodeId) ?? { parent: null, said: undefined }
    const above = parent === null ? null : (kept.get(parent) ?? null)
    const messageId = isUuid(nodeId) ? nodeId.toLowerCase() : derivedId(nodeId, id)
    kept.set(nodeId, said ? messageId : above)
    if (said) told.push({ said, id: messageId, parent_id: above })
  }
  const current = head.current_node == null ? undefined : kept.get(head.current_node)
  return {
    head: {
      id,
      name: null,
      title: cleanTitle(head.title ?? ''),
      title_from: null,
      model: null,
      system_prompt: null,
      pinned: false,
      archived: false,
      bot_id: null,
      head_message_id: current ?? told.at(-1)?.id ?? null,
      created_at: createdAt,
      updated_at: timeOf(head.update_time ?? null, createdAt),
    },
    count: told.length,
    messages: messagesOf(told, createdAt),
  }
}

type Placed = { said: Said; id: string; parent_id: string | null }

function* messagesOf(told: readonly Placed[], createdAt: string): Generator<TransferMessage> {
  for (const { said, ...place } of told) yield messageOf(said, { ...place, createdAt })
}

type Place = { id: string; parent_id: string | null; createdAt: string }

function messageOf({ role, content, at, model, whole }: Said, { createdAt, ...place }: Place): TransferMessage {
  const time = timeOf(at, createdAt)
  const isReply = role === 'assistant'
  return {
    ...place,
    role,
    content,
    status: whole || !isReply ? 'complete' : 'interrupted',
    error: null,
    model: isReply ? model : null,
    provider: null,
    epoch: isReply ? 1 : 0,
    prompt_tokens: null,
    token_count: null,
    finish_reason: isReply && whole ? 'stop' : null,
    feedback: null,
    marks: [],
    created_at: time,
    finished_at: time,
  }
}

/** From each root downward, children as their parent names them. What hangs on nothing, or on itself, is left out. */
function inOrder(nodes: ReadonlyMap<string, Node>): string[] {
  const ordered: string[] = []
  const isRoot = ({ parent }: Node) => parent === null || !nodes.has(parent)
  const waiting = [...nodes].flatMap(([id, each]) => (isRoot(each) ? [id] : [])).reverse()
  const children = childrenOf(nodes)
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    ordered.push(id)
    waiting.push(...(children.get(id) ?? []).reverse())
  }
  return ordered
}

/** Who a parent is, each node says; its children's order the parent does. */
function childrenOf(nodes: ReadonlyMap<string, Node>): Map<string, string[]> {
  const children = new Map<string, string[]>()
  for (const [id, { parent }] of nodes) {
    if (parent === null) continue
    const siblings = children.get(parent)
    if (siblings) siblings.push(id)
    else children.set(parent, [id])
  }
  for (const [id, own] of children) {
    const place = new Map(nodes.get(id)?.children.map((child, index) => [child, index]))
    own.sort((a, b) => (place.get(a) ?? own.length) - (place.get(b) ?? own.length))
  }
  return children
}

/** Of ids that are made from names. */
const NAMESPACE = '6a1f9d0c-4a53-5d0e-9c0b-9d5a3c1f7e21'
const MAX_SECONDS = 253_402_300_799

const isUuid = (text: string) => isId(text.toLowerCase())

function timeOf(seconds: number | null, otherwise: string): string {
  return seconds !== null && seconds >= 0 && seconds <= MAX_SECONDS
    ? new Date(Math.round(seconds * 1_000)).toISOString()
    : otherwise
}

function cleanTitle(title: string): string {
  const line = title.replaceAll('\0', '').replace(/\s+/g, ' ').trim()
  return line.slice(0, 200).replace(/[\ud800-\udbff]$/, '')
}
