import { migrateUp } from '../migrate.ts'
import { openStore } from '../open.ts'

/** A process that brings the database it is given up to date, and says what it did. */
const store = openStore(process.argv[2] ?? '')
process.stdout.write(JSON.stringify(await migrateUp(store)))
await store.close()
