import { parentPort } from 'node:worker_threads'
import { cleanDocument } from '../lib/clean-document.ts'
import { chunkOf } from './chunks.ts'
import { JobFailure } from './failure.ts'
import { readDocument } from './read/read.ts'
import type { ReaderAnswer, ReaderTask } from './reader.ts'
import { split, type Piece } from './split.ts'

// Whatever a document says, nothing is fetched for it.
Reflect.deleteProperty(globalThis, 'fetch')

/** Put together within 2 ms where they are wanted. */
const PORTION = 32
let title = ''
let text = ''
let waiting: Piece[] = []

parentPort?.on('message', (task: ReaderTask) => {
  if (task === 'more') send({ chunks: waiting.splice(0, PORTION).map(piece => chunkOf(title, text, piece)) })
  else void read(task).then(send)
})

function send(answer: ReaderAnswer): void {
  parentPort?.postMessage(answer)
}

/** What is no failure of the document ends the thread: see `createReader`. */
async function read({ raw, room }: Exclude<ReaderTask, 'more'>): Promise<ReaderAnswer> {
  try {
    const extracted = await readDocument(raw, room)
    const pieces = split(extracted)
    if (pieces.length > room.maxChunks)
      throw new JobFailure('too_large', `The document has more than ${room.maxChunks} passages.`)
    ;({ text } = extracted)
    waiting = pieces
    const names = [raw.title, extracted.title, raw.name.replace(ENDING, ''), raw.name]
    title = names.map(name => titleOf(name ?? '')).find(name => name !== '') ?? ''
    return { title, mediaType: extracted.mediaType, text, chunkCount: pieces.length }
  } catch (cause) {
    if (cause instanceof JobFailure) return { code: cause.code, message: cause.message }
    throw cause
  }
}

/** Only of what is read here: a title may have a dot in it. */
const ENDING = /\.(?:txt|log|md|markdown|html?|xhtml|pdf|docx|csv|tsv|json|jsonl|ndjson)$/i
const MAX_TITLE = 200

function titleOf(name: string): string {
  const line = cleanDocument(name).replace(/\s+/g, ' ').slice(0, MAX_TITLE)
  return line.replace(/[\ud800-\udbff]$/, '').trim()
}
