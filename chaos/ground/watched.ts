import type { Message } from '@folio/protocol'
import type { ModelServer } from '../../bench/model-server.ts'
import { replyText } from '../../bench/model/token.ts'
import type { Person, Reply } from '../../server/test/world/person.ts'
import type { Notes } from '../row.ts'
import type { Pod } from './pods.ts'
import { readFaithfully, type Reader } from './reader.ts'

/** A reply in a conversation of its own, and who reads it. */
export type Watched = { reply: Reply; model: string; readers: Reader[] }

type Doors = readonly Pick<Pod, 'base' | 'alive'>[]

let named = 0

/**
 * Asks for a reply at the pod that `person` knows, which becomes its owner. As many readers as there are doors, each
 * beginning at another, by SSE and WebSocket in turn. `script` gets a mark of its own, so that its calls can be counted.
 */
export async function beginWatched(person: Person, script: string, doors: Doors): Promise<Watched> {
  const model = `${script}.mark-${++named}`
  const reply = await person.say('hello', { conversationId: await person.conversation(), model })
  return { reply, model, readers: readEverywhere(person, reply, doors) }
}

export function readEverywhere(person: Person, reply: Pick<Reply, 'id'>, doors: Doors): Reader[] {
  return doors.map((_, n) =>
    readFaithfully(person, reply, [...doors.slice(n), ...doors.slice(0, n)], {
      way: n % 2 === 0 ? 'sse' : 'websocket',
    }),
  )
}

/** What every reader of a reply has at its end: its text, each piece once, and that it has ended. */
export function checkReaders(notes: Notes, end: Message, readers: readonly Reader[], whole: string): void {
  notes.add('readers', readers.length)
  checkText(notes, end, whole)
  for (const { text, fault, complete } of readers) {
    notes.must(fault === undefined, `${fault}`)
    notes.must(text === end.content, `a reader has ${text.length} of ${end.length} units`)
    notes.must(complete?.status === end.status, `a reader was told ${complete?.status}, the row says ${end.status}`)
  }
}

/** Nothing but what the model has said, and all of it where the reply is complete. */
export function checkText(notes: Notes, { id, content, status, epoch }: Message, whole: string): void {
  const isPrefix = whole.startsWith(content)
  const same = isPrefix ? content.length : Array.from(content).findIndex((unit, n) => unit !== whole[n])
  const tell = `${id}, ${status} in epoch ${epoch}, ${content.length} of ${whole.length} units`
  notes.must(isPrefix, `${tell}: at ${same} not what the model said but ${content.slice(same - 6, same + 20)}`)
  notes.must(status !== 'complete' || content.length >= whole.length, `${tell}: not whole`)
}

/** What the model says in so many tokens: it counts them to a thousand, and begins again. */
export function saidIn(tokens: number, bytes?: number): string {
  return replyText(1_000, bytes).repeat(Math.floor(tokens / 1_000)) + replyText(tokens % 1_000, bytes)
}

export function callsOf({ requests }: ModelServer, model: string): number {
  return requests.filter(call => call.model === model).length
}

export const allOver = (all: readonly Watched[]): Promise<unknown> =>
  Promise.all(all.flatMap(({ readers }) => readers.map(({ over }) => over)))
