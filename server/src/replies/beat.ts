import { claimNext, listStalledQueues, renewLeases, takeOver } from '../store/replies.ts'
import type { MessageRow } from '../store/tables.ts'
import type { OwnedReply, Workshop } from './own.ts'

const BEAT_MS = 2_000
/** Beats without trouble before anything is taken over: who could not renew a lease either may well live. */
const PATIENCE = 2

type Rhythm = {
  workshop: Workshop
  held: Map<string, OwnedReply>
  begin: (row: MessageRow) => void
  recover: (row: MessageRow) => Promise<void>
  onError: (error: unknown) => void
}

/**
 * Every two seconds: renew the leases of all replies here in one statement, learn from its answer what was stopped or
 * taken away, and pick up what others have left. Returns what stops it.
 */
export function startBeat(rhythm: Rhythm): () => void {
  const { clock } = rhythm.workshop
  let stopped = false
  // One among many does not know what was before it: owners who live are given time to say so.
  let untroubled = rhythm.workshop.alone ? PATIENCE : 0
  let cancel = () => {}
  const beat = async () => {
    try {
      await renew(rhythm)
      if (++untroubled > PATIENCE && rhythm.workshop.takesWork()) await pickUp(rhythm, false)
    } catch (error) {
      untroubled = 0
      rhythm.onError(error)
    }
    if (!stopped) cancel = clock.setTimer(() => void beat(), BEAT_MS)
  }
  cancel = clock.setTimer(() => void beat(), BEAT_MS)
  return () => {
    stopped = true
    cancel()
  }
}

async function renew({ workshop: { store, podId }, held, onError }: Rhythm): Promise<void> {
  // Only what was here before the question can be missing from its answer.
  const asked = [...held.values()]
  if (asked.length === 0) return
  const rows = new Map(
    (
      await store.write(trx =>
        renewLeases(
          trx,
          asked.map(reply => reply.row.id),
          { podId, now: store.now },
        ),
      )
    ).map(row => [row.id, row]),
  )
  for (const reply of asked) {
    const row = rows.get(reply.row.id)
    if (!row || row.epoch !== reply.row.epoch) reply.leave('fenced')
    else if (row.stop_requested) reply.leave('stop')
    // One that cannot be kept now is no reason to leave out those behind it.
    else await reply.checkpoint().catch(onError)
  }
}

/** Takes over replies whose owner is gone (`all`: every one that is not here), and serves queues. */
export async function pickUp(rhythm: Rhythm, all: boolean): Promise<void> {
  const { workshop, recover, onError } = rhythm
  const { store, podId } = workshop
  const owner = { podId, now: store.now }
  const orphans = await store.write(trx => takeOver(trx, owner, all, store.engine.kind === 'postgres'))
  // One that cannot be recovered now is nobody's: its lease ends, and it is taken over again.
  const recovered = Promise.all(orphans.map(row => recover(row).catch(onError)))
  // A tape that is away is waited for, and meanwhile other leases would end.
  if (all) await recovered
  await serveQueues(rhythm)
}

/** Goes on with queues that nobody serves. */
export async function serveQueues({ workshop: { store, podId }, begin, onError }: Rhythm): Promise<void> {
  const owner = { podId, now: store.now }
  for (const conversationId of await listStalledQueues(store.db)) {
    const row = await store.write(trx => claimNext(trx, conversationId, owner)).catch(onError)
    if (row) begin(row)
  }
}
