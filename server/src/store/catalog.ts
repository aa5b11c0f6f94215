import { newId } from '../lib/id.ts'
import type { CatalogDb, CatalogTrx } from './catalog-tables.ts'
import { openStore, type Store } from './open.ts'
import type { Trx } from './tables.ts'

/** Bots, sources and files: in the database of the chat, or in one that a dashboard shares with us. */
export type Catalog = {
  db: CatalogDb
  /** As `Store.write`, in a transaction of the catalog's database alone. */
  write<T>(work: (trx: CatalogTrx) => Promise<T>): Promise<T>
  /** The database that it is in. */
  store: Store
  close(): Promise<void>
}

/** `url` left out: beside the chat. */
export function openCatalog(chat: Store, url?: string, onError?: (error: Error) => void): Catalog {
  const store = url === undefined ? chat : openStore(url, { onError, leaveNothing: leaveNoOrganisation })
  return {
    // The same connections, other tables: neither side sees those of the other.
    db: store.db as unknown as CatalogDb,
    write: work => store.write(trx => work(catalogTrx(trx))),
    store,
    close: async () => (store === chat ? undefined : store.close()),
  }
}

function catalogTrx(trx: Trx): CatalogTrx {
  return trx as unknown as CatalogTrx
}

/** There are no users. */
async function leaveNoOrganisation(trx: Trx): Promise<void> {
  const id = newId()
  await catalogTrx(trx).insertInto('organisations').values({ id, name: '', created_at: 0 }).execute()
  await catalogTrx(trx).deleteFrom('organisations').where('id', '=', id).execute()
}
