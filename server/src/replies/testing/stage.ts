import type { Clock } from '../../lib/clock.ts'
import type { Store } from '../../store/open.ts'
import { KINDS } from '../../store/testing/databases.ts'

/** A database in which one story after the other is played; its own clock shows the story's time. */
export type Stage = { store: Store; setClock(clock: Clock): void; clear(): Promise<void>; remove(): Promise<void> }

export async function openStage(): Promise<Stage> {
  const database = await KINDS[0].makeDatabase()
  const store = database.open()
  if (store.engine.kind !== 'sqlite') throw new Error('stories are played on SQLite')
  let now = () => 0
  const { writer } = store.engine.file
  // Processes die here, machines do not.
  writer.pragma('synchronous = OFF')
  writer.function('unixepoch', { varargs: true, deterministic: true }, () => now() / 1_000)
  return {
    store,
    setClock: clock => void (now = () => clock.now()),
    clear: () => store.write(async trx => void (await trx.deleteFrom('users').execute())),
    remove: () => database.remove(),
  }
}
