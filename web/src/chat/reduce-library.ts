import { HOME_NAME, type Bot, type JobEvent, type Source } from '@folio/protocol'
import { libraryWords as words } from '../words/en/library.ts'
import { LOADING, type LibraryAction, type LibraryState, type Listing } from './library-state.ts'
import { without } from './state.ts'

/** What the page knows of documents and bots changes here and nowhere else. */
export function reduceLibrary(state: LibraryState, action: LibraryAction): LibraryState {
  switch (action.type) {
    case 'bots':
      return { ...action.items.reduce(putBot, state), botList: ready(action.older) }
    case 'bots failed':
      return state.botList.status === 'ready' ? state : { ...state, botList: failed(action.failure) }
    case 'bot':
      return putBot(state, action.bot)
    case 'bot failed':
      return { ...state, missingBots: { ...state.missingBots, [action.id]: failed(action.failure) } }
    case 'bot deleted':
      return forgetBot(state, action.id)
    case 'shelf loading':
    case 'shelf':
    case 'shelf failed':
      return changeShelf(state, action)
    case 'source':
      return putSource(state, action.source)
    case 'source gone':
      return dropSources(state, [action.id])
    case 'job':
      return moveJob(state, action.event)
    case 'fault':
      return {
        ...state,
        faults: action.failure ? { ...state.faults, [action.id]: action.failure } : without(state.faults, action.id),
      }
    default:
      return changeUploads(state, action)
  }
}

const ready = (older: string | null): Listing => ({ status: 'ready', older, failure: null })
const failed = (failure: NonNullable<Listing['failure']>): Listing => ({
  status: failure.code === 'not_found' ? 'missing' : 'failed',
  older: null,
  failure,
})

function putBot(state: LibraryState, given: Bot): LibraryState {
  const bot = given.is_default && given.name === HOME_NAME ? { ...given, name: words.home } : given
  return { ...state, bots: { ...state.bots, [bot.id]: bot }, missingBots: without(state.missingBots, bot.id) }
}

function forgetBot(state: LibraryState, id: string): LibraryState {
  const theirs = sourcesOf(state, id).map(source => source.id)
  const next = dropSources(state, theirs)
  return { ...next, bots: without(next.bots, id), shelves: without(next.shelves, id) }
}

type ShelfAction = Extract<LibraryAction, { botId: string }>

function changeShelf(state: LibraryState, action: ShelfAction): LibraryState {
  const { botId } = action
  const before = state.shelves[botId]
  const put = (shelf: Listing, next = state) => ({ ...next, shelves: { ...next.shelves, [botId]: shelf } })
  if (action.type === 'shelf loading') return before?.status === 'ready' ? state : put(LOADING)
  if (action.type === 'shelf failed') return before?.status === 'ready' ? state : put(failed(action.failure))
  const { items, older, known } = action
  const next = items.reduce(putSource, state)
  if (!known) return put(ready(older), next)
  const last = items.at(-1)?.id
  const here = new Set(items.map(item => item.id))
  const isCovered = (id: string) => older === null || (last !== undefined && id > last)
  const gone = known.filter(id => isCovered(id) && !here.has(id))
  // Who has looked further down already goes on from there.
  const further = before?.status === 'ready' && known.some(id => !isCovered(id))
  return put(ready(further ? before.older : older), dropSources(next, gone))
}

function putSource(state: LibraryState, source: Source): LibraryState {
  const known = state.sources[source.id]
  // The same object where nothing has changed, so that nothing is drawn again.
  if (known && JSON.stringify(known) === JSON.stringify(source)) return state
  return { ...state, sources: { ...state.sources, [source.id]: source } }
}

function dropSources(state: LibraryState, ids: readonly string[]): LibraryState {
  if (ids.length === 0) return state
  const gone = new Set(ids)
  return {
    ...state,
    sources: Object.fromEntries(Object.entries(state.sources).filter(([id]) => !gone.has(id))),
    uploads: state.uploads.filter(({ sourceId }) => sourceId === null || !gone.has(sourceId)),
  }
}

/** Only how a known job moves: what comes of it is the server's to say. */
function moveJob(state: LibraryState, { job_id, source_id, status, progress }: JobEvent): LibraryState {
  const source = state.sources[source_id ?? '']
  if (!source?.job || source.job.id !== job_id) return state
  return putSource(state, { ...source, job: { ...source.job, status, progress } })
}

type UploadAction = Extract<LibraryAction, { type: 'upload' | 'upload changed' | 'upload dropped' }>

function changeUploads(state: LibraryState, action: UploadAction): LibraryState {
  const { uploads } = state
  switch (action.type) {
    case 'upload':
      return { ...state, uploads: [...uploads, action.item] }
    case 'upload changed':
      return {
        ...state,
        uploads: uploads.map(item => (item.id === action.id ? { ...item, ...action.change } : item)),
      }
    case 'upload dropped':
      return { ...state, uploads: uploads.filter(item => item.id !== action.id) }
  }
}

/** The newest first: ids sort as they were made. */
export function sourcesOf({ sources }: Pick<LibraryState, 'sources'>, botId: string): Source[] {
  return Object.values(sources)
    .filter(source => source.bot_id === botId)
    .sort((a, b) => (a.id < b.id ? 1 : -1))
}
