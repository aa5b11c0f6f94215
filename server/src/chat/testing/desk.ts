import { createInProcessBus } from '../../bus/in-process.ts'
import { createFakeClock } from '../../lib/fake-clock.ts'
import type { Store } from '../../store/open.ts'
import type { Desk } from '../turn.ts'

/** A desk at which messages are taken, and whose replies are begun by nobody; `onBegin` hears which would have. */
export function quietDesk(store: Store, podId = 'pod', onBegin: (replyId: string) => void = () => {}): Desk {
  const replies: Desk['replies'] = {
    start: async () => {},
    begin: row => onBegin(row.id),
    stop: async () => {},
    follow: () => undefined,
    takesWork: () => true,
    active: 0,
    drain: async () => {},
  }
  const rules = { maxMessageChars: 100, maxMessageBytes: 400, defaultModel: 'm', offersModel: () => true }
  return { store, replies, bus: createInProcessBus(), clock: createFakeClock(), podId, rules }
}
