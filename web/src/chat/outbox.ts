import type { Api } from './api.ts'
import { CallFailed, failureOf } from './failure.ts'
import type { Clock } from './connection.ts'
import type { Action, ChatState, Outgoing } from './state.ts'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15_000

type Options = {
  api: Pick<Api, 'createConversation' | 'send'>
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
  /** What each conversation's queue is waiting for, so that it can be told to go on at once. */
  const busy = new Set<string>()
  const asleep = new Map<string, () => void>()

  async function empty(conversationId: string): Promise<void> {
    if (busy.has(conversationId)) return
    busy.add(conversationId)
    let failures = 0
    for (let next = first(conversationId); next; next = first(conversationId)) {
      const wait = await attempt(next, failures++)
      if (wait === undefined) failures = 0
      else await sleep(conversationId, wait)
    }
    busy.delete(conversationId)
  }

  function first(conversationId: string): Outgoing | undefined {
    return Object.values(getState().outgoing)
      .filter(outgoing => outgoing.conversation_id === conversationId && outgoing.state !== 'refused')
      .sort((a, b) => (a.id < b.id ? -1 : 1))[0]
  }

  /** How long to wait before it is tried again; undefined when it is settled. */
  async function attempt(outgoing: Outgoing, failures: number): Promise<number | undefined> {
    const { id, conversation_id, reply_id, content, model, creates } = outgoing
    try {
      if (creates) await api.createConversation(conversation_id, model)
      const body = { id, reply_id, content, ...(model === null ? {} : { model }) }
      const { message, reply } = await api.send(conversation_id, body)
      drop(id)
      dispatch({ type: 'accepted', id, rows: [message, reply] })
      return undefined
    } catch (error) {
      const passing = error instanceof CallFailed && error.passing
      const failure = failureOf(error)
      dispatch({ type: 'outgoing changed', id, state: passing ? 'waiting' : 'refused', failure })
      if (!passing) return undefined
      if (failure.code === 'offline') onOffline()
      return error.retryAfterMs ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures) * (0.5 + clock.random() / 2)
    }
  }

  function sleep(conversationId: string, ms: number): Promise<void> {
    return new Promise(resolve => {
      const wake = () => {
        asleep.delete(conversationId)
        cancel()
        resolve()
      }
      const cancel = clock.after(ms, wake)
      asleep.set(conversationId, wake)
    })
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
    wake() {
      for (const wake of asleep.values()) wake()
    },
  }
}
