import type { Exchange } from '@folio/protocol'
import type { Api } from './api.ts'
import { CallFailed, failureOf } from './failure.ts'
import type { Clock } from './connection.ts'
import type { Action, ChatState, Outgoing } from './state.ts'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15_000

type Options = {
  api: Pick<Api, 'createConversation' | 'send' | 'edit'>
  getState: () => ChatState
  dispatch: (action: Action) => void
  clock: Clock
  keep: (outgoing: Outgoing) => void
  drop: (id: string) => void
  /** The server was not reached, which concerns more than this message. */
  onOffline: () => void
}

export type Outbox = ReturnType<typeof createOutbox>

/** Brings messages to the server: in order within a conversation, again and again under the same ids until it answers. */
export function createOutbox({ api, getState, dispatch, clock, keep, drop, onOffline }: Options) {
  /** The conversations whose queue is being emptied. */
  const busy = new Set<string>()
  const sleepers = createSleepers(clock)

  async function empty(conversationId: string): Promise<void> {
    if (busy.has(conversationId)) return
    busy.add(conversationId)
    let failures = 0
    for (let first = next(getState(), conversationId); first; first = next(getState(), conversationId)) {
      const wait = await attempt(first, failures++)
      if (wait === undefined) failures = 0
      else await sleepers.sleep(wait)
    }
    busy.delete(conversationId)
  }

  /** How long to wait before it is tried again; undefined when it is settled. */
  async function attempt(outgoing: Outgoing, failures: number): Promise<number | undefined> {
    const { id } = outgoing
    try {
      const { message, reply } = await deliver(api, outgoing)
      drop(id)
      dispatch({ type: 'accepted', id, rows: [message, reply] })
      return undefined
    } catch (error) {
      const passing = error instanceof CallFailed && error.passing
      const failure = failureOf(error)
      dispatch({ type: 'outgoing changed', id, state: passing ? 'waiting' : 'refused', failure })
      if (failure.code === 'offline') onOffline()
      return passing ? (error.retryAfterMs ?? pause(failures) * (0.5 + clock.random() / 2)) : undefined
    }
  }

  function restore(outgoing: Outgoing): void {
    dispatch({ type: 'outgoing', outgoing: { ...outgoing, state: 'sending', failure: null }, now: clock.now() })
    void empty(outgoing.conversation_id)
  }

  return {
    /** Goes on with a message that an earlier page has left behind. */
    restore,
    put(outgoing: Outgoing) {
      keep(outgoing)
      restore(outgoing)
    },
    retry(id: string) {
      const outgoing = getState().outgoing[id]
      if (!outgoing) return
      dispatch({ type: 'outgoing changed', id, state: 'sending', failure: null })
      void empty(outgoing.conversation_id)
    },
    /** Takes a message back that the server has refused. */
    withdraw(id: string) {
      drop(id)
      dispatch({ type: 'withdrawn', id })
    },
    /** The server is there again: nobody waits any longer. */
    wake: sleepers.wake,
  }
}

function createSleepers(clock: Clock) {
  const asleep = new Set<() => void>()
  return {
    sleep: (ms: number) =>
      new Promise<void>(resolve => {
        const cancel = clock.after(ms, wake)
        asleep.add(wake)
        function wake(): void {
          asleep.delete(wake)
          cancel()
          resolve()
        }
      }),
    wake() {
      for (const wake of asleep) wake()
    },
  }
}

/** Ids sort as they were made. */
function next({ outgoing }: ChatState, conversationId: string): Outgoing | undefined {
  return Object.values(outgoing)
    .filter(one => one.conversation_id === conversationId && one.state !== 'refused')
    .sort((a, b) => (a.id < b.id ? -1 : 1))[0]
}

const pause = (failures: number) => Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures)

async function deliver(api: Options['api'], outgoing: Outgoing): Promise<Exchange> {
  const { id, conversation_id, reply_id, content, model, instructions, creates, edits } = outgoing
  const answerer = model === null ? {} : { model }
  const body = { id, reply_id, content, ...answerer }
  if (edits) return api.edit(edits.of, body)
  const told = instructions ? { system_prompt: instructions } : {}
  if (creates) await api.createConversation({ id: conversation_id, ...answerer, ...told })
  return api.send(conversation_id, body)
}
