import { push, span, tail, type Batch, type Part } from './address.ts'

/** What a reader has of a reply: its parts in normal form, and where they end. */
export type View = { epoch: number; offset: number; parts: Part[] }

/**
 * `ok`: the view has grown. `duplicate`: it had all of it. `stale`: written by a writer that was replaced.
 * `gap`: something before it is missing; read again from the view's own address.
 */
export type Applied = 'ok' | 'duplicate' | 'stale' | 'gap'

export function emptyView(): View {
  return { epoch: 0, offset: 0, parts: [] }
}

/**
 * The one reducer: the server's mirror, every encoder, the browser and the tests see a reply through it.
 * Changes `view` only when the answer is `ok`. A higher epoch never takes back what a view has:
 * only durable text is shown, and who takes over goes on behind it.
 */
export function apply(view: View, batch: Batch): Applied {
  if (batch.epoch < view.epoch) return 'stale'
  if (batch.at > view.offset) return 'gap'
  const end = batch.at + span(batch.parts)
  if (end <= view.offset) return 'duplicate'
  view.epoch = batch.epoch
  const fresh = batch.at === view.offset ? batch.parts : tail(batch.parts, view.offset - batch.at)
  for (const part of fresh) push(view.parts, part)
  view.offset = end
  return 'ok'
}
