export const DATABASE = 'folio.kept'

/** Removes every copy that this browser has kept. Where there is no database, there are no copies. */
export function forgetKept(): Promise<void> {
  return new Promise(resolve => {
    try {
      const request = indexedDB.deleteDatabase(DATABASE)
      request.onsuccess = request.onerror = () => resolve()
    } catch {
      resolve()
    }
  })
}
