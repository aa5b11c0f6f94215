import type { Conversation, Message, User } from '@folio/protocol'
import { DATABASE } from './forget-kept.ts'

/** A conversation as it was last read. */
export type Copy = {
  id: string
  user_id: string
  /** When it was open last. */
  at: number
  conversation: Conversation
  items: Message[]
  older: string | null
}
/** Whose copies these are, and the conversations that were listed. */
export type ListCopy = { user: User; conversations: Conversation[] }

export type Copies = ReturnType<typeof createCopies>

const MAX_COPIES = 30
const MAX_BYTES = 10_000_000
const [CONVERSATIONS, LISTS, LIST] = ['conversations', 'lists', 'list']

/** A few conversations in this browser's own database, the longest unread leaving first. */
export function createCopies() {
  async function run<T>(mode: IDBTransactionMode, work: (of: IDBTransaction) => IDBRequest<T>): Promise<T> {
    const database = await open()
    try {
      const transaction = database.transaction([CONVERSATIONS, LISTS], mode)
      const request = work(transaction)
      await done(transaction)
      return request.result
    } finally {
      // Kept open it would stand in the way of whoever deletes it.
      database.close()
    }
  }

  return {
    put: (copy: Copy) =>
      run('readwrite', of => {
        const store = of.objectStore(CONVERSATIONS)
        const request = store.put({ ...copy, bytes: JSON.stringify(copy).length })
        request.onsuccess = () => makeRoom(store)
        return request
      }),
    find: (id: string) => run<Copy | undefined>('readonly', of => of.objectStore(CONVERSATIONS).get(id)),
    drop: (id: string) => run('readwrite', of => of.objectStore(CONVERSATIONS).delete(id)),
    putList: (list: ListCopy) => run('readwrite', of => of.objectStore(LISTS).put(list, LIST)),
    findList: () => run<ListCopy | undefined>('readonly', of => of.objectStore(LISTS).get(LIST)),
  }
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1)
  request.onupgradeneeded = () => {
    const store = request.result.createObjectStore(CONVERSATIONS, { keyPath: 'id' })
    // With the sizes in it, so that no copy has to be read to know which ones are too many.
    store.createIndex('age', ['at', 'bytes'])
    request.result.createObjectStore(LISTS)
  }
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(fault(request.error))
  })
}

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(fault(transaction.error))
  })
}

const fault = (error: DOMException | null) => error ?? new Error('The database does not say why.')

function makeRoom(store: IDBObjectStore): void {
  let count = 0
  let sum = 0
  const newestFirst = store.index('age').openKeyCursor(null, 'prev')
  newestFirst.onsuccess = () => {
    const at = newestFirst.result
    if (!at) return
    const [, bytes] = at.key as [number, number]
    count += 1
    sum += bytes
    if (count > MAX_COPIES || sum > MAX_BYTES) store.delete(at.primaryKey)
    at.continue()
  }
}
