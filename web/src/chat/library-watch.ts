import { JOB_ENDS, type JobEvent } from '@folio/protocol'
import type { Clock } from './connection.ts'
import { CallFailed } from './failure.ts'
import type { LibraryApi } from './library-api.ts'
import type { LibraryAction, LibraryState } from './library-state.ts'
import { sourcesOf } from './reduce-library.ts'
import { isUnderWay, stageOfSource } from './stage.ts'

/** A worker in a process of its own may not reach the feed: what is under way is asked for as often. */
const POLL_MS = 2_000
/** Sources asked for one by one, at most; more are asked for as a list. */
const SINGLY = 4
/** What moves tells so several times; this long after the first of them it is asked what has become of it. */
const TELL_MS = 150
export const PAGE = 50

type Options = {
  api: Pick<LibraryApi, 'listSources' | 'getSource'>
  getState: () => LibraryState
  dispatch: (action: LibraryAction) => void
  clock: Clock
  isVisible: () => boolean
}

/** Keeps what is known of sources in step with the server while somebody looks. */
export function createLibraryWatch({ api, getState, dispatch, clock, isVisible }: Options) {
  let cancel: (() => void) | undefined
  const news = new Set<string>()

  async function source(id: string): Promise<void> {
    try {
      dispatch({ type: 'source', source: await api.getSource(id) })
    } catch (error) {
      if (error instanceof CallFailed && error.status === 404) dispatch({ type: 'source gone', id })
      else throw error
    }
  }

  /** The newest page of what a bot knows. */
  async function shelf(botId: string): Promise<void> {
    const known = sourcesOf(getState(), botId).map(({ id }) => id)
    const page = await api.listSources(botId, { limit: PAGE })
    dispatch({ type: 'shelf', botId, items: page.items, older: page.next_cursor, known })
  }

  async function tell(): Promise<void> {
    const ids = [...news]
    news.clear()
    await (ids.length > SINGLY ? Promise.all(Object.keys(getState().shelves).map(shelf)) : Promise.all(ids.map(source)))
  }

  async function poll(): Promise<void> {
    const before = underWay(getState())
    const listed = new Set(before.map(({ bot_id }) => bot_id).filter(botId => getState().shelves[botId]))
    await Promise.all([...listed].map(shelf))
    const after = getState().sources
    // What no list has brought is the same object still, or has no list.
    const rest = before.filter(one => after[one.id] === one).map(({ id }) => id)
    await Promise.all([...unseen(getState()), ...rest].slice(0, SINGLY).map(source))
  }

  function sync(): void {
    if (cancel || underWay(getState()).length + unseen(getState()).length === 0) return
    cancel = clock.after(POLL_MS, () => {
      const asked = isVisible() ? poll().catch(onlyCalls) : Promise.resolve()
      // Whatever went wrong, what is under way is looked after.
      void asked.finally(() => {
        cancel = undefined
        sync()
      })
    })
  }

  return {
    shelf,
    source,
    /** At once, and then after a while again. */
    look: () => poll().catch(onlyCalls).then(sync),
    /** After every change of the state. */
    sync,
    hear(event: JobEvent) {
      dispatch({ type: 'job', event })
      if (event.source_id === null) return
      const { sources, shelves } = getState()
      const known = sources[event.source_id]
      const isNews = known?.job?.id !== event.job_id || isEnd(event.status)
      // Of a source that nobody looks at, nothing is asked.
      if (!isNews || (!known && Object.keys(shelves).length === 0)) return
      if (news.size === 0) clock.after(TELL_MS, () => void tell().catch(onlyCalls))
      news.add(event.source_id)
    },
  }
}

const isEnd = (status: JobEvent['status']) => JOB_ENDS.some(end => end === status)

const underWay = ({ sources }: LibraryState) => Object.values(sources).filter(one => isUnderWay(stageOfSource(one)))

/** Files that have arrived, and of which no more is known yet. */
const unseen = ({ uploads, sources }: LibraryState) =>
  uploads.flatMap(({ sourceId }) => (sourceId === null || sourceId in sources ? [] : [sourceId]))

/** The next time brings what this one did not; anything else is a fault of ours. */
function onlyCalls(error: unknown): void {
  if (!(error instanceof CallFailed)) throw error
}
