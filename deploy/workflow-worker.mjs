// An external worker, as small as one can be: it says again what it was told, word by word. Run as many as there is
// work for: `NATS_URL=nats://127.0.0.1:4222 node deploy/workflow-worker.mjs`. See docs/workflow-workers.md.
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'

// Anywhere else: `npm install @nats-io/transport-node`, and an ordinary import.
const fromServer = createRequire(new URL('../server/package.json', import.meta.url))
const { connect } = fromServer('@nats-io/transport-node')

const { NATS_URL = 'nats://127.0.0.1:4222', DELAY_MS = '40' } = process.env
const { host, username: user, password: pass } = new URL(NATS_URL)
// A worker outlives its NATS: it tries again for ever.
const nats = await connect({ servers: host, ...(user && { user, pass }), maxReconnectAttempts: -1 })
// Of a queue group one gets each piece of work.
const offers = nats.subscribe('chat.workflow.execute.>', { queue: 'folio-workers' })
const running = new Set()
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void offers.drain())
console.log(`waiting for work at ${host}`)

for await (const offer of offers) {
  const work = offer.json()
  const run = answer(work).catch(error => say(work, { error: error.message }))
  running.add(run)
  void run.finally(() => running.delete(run))
}
// No more work is taken; what was begun is finished.
await Promise.all(running)
await nats.drain()

async function answer(work) {
  let chunkId = 0
  for (const word of wordsFor(work.messages)) {
    say(work, { chunk_id: chunkId++, chunk: word, is_final: false })
    await sleep(Number(DELAY_MS))
  }
  say(work, { chunk_id: chunkId, chunk: '', is_final: true })
}

/** With the epoch, what is late is known to belong to an earlier run. */
function say({ message_id, epoch, respond_to }, said) {
  nats.publish(respond_to, JSON.stringify({ message_id, epoch, ...said }))
}

/** Where the last turn is our own, it was cut off, and we go on behind it. */
function wordsFor(messages) {
  const asked = messages.findLast(({ role }) => role === 'user')?.content ?? ''
  const text = `You said: ${asked}`
  const last = messages.at(-1)
  const had = last?.role === 'assistant' && text.startsWith(last.content) ? last.content.length : 0
  return text.slice(had).match(/\s*\S+|\s+$/gu) ?? []
}
