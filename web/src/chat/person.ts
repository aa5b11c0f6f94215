const KEY = 'folio.person'

/** Whose things this browser has stored. `was`: who that member had been here, and whose things came along. */
export type Person = { id: string; was: string | null }

export function readPerson(storage: Storage): Person | null {
  const [id = '', was = ''] = storage.getItem(KEY)?.split(' ') ?? []
  return id === '' ? null : { id, was: was === '' ? null : was }
}

/** What was `earlier`'s is theirs now: a guest has signed in and brought it along. */
export const isSameOf = (person: Person | null, id: string, earlier: string): boolean =>
  person?.id === id && person.was === earlier

export function notePerson(storage: Storage, { id, was }: Person): void {
  try {
    storage.setItem(KEY, was === null ? id : `${id} ${was}`)
  } catch {
    // A full storage costs the note: what is there is then forgotten once too often.
  }
}
