import { join, span, tail, type Part } from '@folio/protocol'
import type { Tape } from '../tape.ts'

/** What is written of each reply, by whomever. */
export type Reel = Map<string, { epoch: number; parts: Part[] }> & { keptSince?: number }

/** The tape as its type describes it and no more: what the engines are compared with. Several may share one reel. */
export function createMemoryTape(reel: Reel = new Map()): Tape {
  const at = (reply: string) => {
    const known = reel.get(reply) ?? { epoch: 0, parts: [] }
    reel.set(reply, known)
    return known
  }
  return {
    async append(reply, batch) {
      const stands = at(reply)
      if (batch.epoch >= stands.epoch && batch.at === span(stands.parts)) {
        stands.epoch = batch.epoch
        stands.parts = join([...stands.parts, ...batch.parts])
      }
      return { epoch: stands.epoch, offset: span(stands.parts) }
    },
    async fence(reply, epoch) {
      const stands = at(reply)
      stands.epoch = Math.max(stands.epoch, epoch)
      return [...stands.parts]
    },
    async read(reply, from) {
      const { epoch, parts } = at(reply)
      return span(parts) > from ? { epoch, at: from, parts: tail(parts, from) } : null
    },
    async drop(reply, epoch) {
      const stands = at(reply)
      if (stands.epoch <= epoch) stands.parts = []
    },
    keptSince: async () => reel.keptSince ?? 0,
    async close() {},
  }
}
