import { systemClock } from '../../lib/clock.ts'
import { openPostgresRows } from '../postgres-rows.ts'
import { openSqliteRows } from '../sqlite-rows.ts'
import { openStore } from '../../store/open.ts'

/** A process that writes the tape at the URL it is given, says so, and holds it until it is killed. */
const store = openStore(process.argv[2] ?? '')
const { engine } = store
const rows =
  engine.kind === 'sqlite'
    ? openSqliteRows(engine.path, engine.file, systemClock)
    : await openPostgresRows(engine.url, () => {})
await rows.insert([{ reply_id: 'left', epoch: 1, at: 0, parts: '["by a dead process"]' }], 1)
process.stdout.write('writing\n')
setInterval(() => {}, 1_000)
