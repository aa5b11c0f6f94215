import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { isOutage } from '../store/faults.ts'
import { createThread, type Thread } from './thread.ts'

/** Says what it is told, but for what these tasks name. */
const ECHO = `
  import { parentPort } from 'node:worker_threads'
  parentPort.on('message', ({ id, task }) => {
    if (task === 'die') process.exit(1)
    else if (task === 'full') parentPort.postMessage({ id, error: 'SqliteError: disk', code: 'SQLITE_FULL' })
    else if (task === 'wrong') parentPort.postMessage({ id, error: 'TypeError: wrong' })
    else if (task !== 'hang') parentPort.postMessage({ id, result: task })
  })`

let folder: string
let thread: Thread<string, string> | undefined
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'folio-'))
  await writeFile(join(folder, 'echo.mjs'), ECHO)
})
afterEach(() => thread?.close())
afterAll(() => rm(folder, { recursive: true }))

const open = (limitMs: number) => {
  thread = createThread<string, string>(join(folder, 'echo.mjs'), { data: {}, limitMs, maxWaiting: 2 })
  return thread.ask
}
const failure = (asked: Promise<string>) =>
  asked.then(
    () => undefined,
    (error: unknown) => ({ said: String(error), passes: isOutage(error) }),
  )

it('who cannot be answered for now is told that it may pass', async () => {
  const ask = open(2_000)
  expect(await failure(ask('die'))).toEqual({ said: 'ThreadAway: the thread ended', passes: true })
  const waiting = [failure(ask('hang')), failure(ask('hang'))]
  expect(await failure(ask('one more'))).toEqual({ said: 'ThreadAway: too many tasks wait', passes: true })
  for (const answer of waiting)
    expect(await answer).toEqual({ said: 'ThreadAway: no answer within 2000 ms', passes: true })
  expect(await ask('the next one')).toBe('the next one')
})

it('what went wrong there is told as what it was', async () => {
  const ask = open(10_000)
  expect(await failure(ask('full'))).toEqual({ said: 'Error: SqliteError: disk', passes: true })
  expect(await failure(ask('wrong'))).toEqual({ said: 'Error: TypeError: wrong', passes: false })
})
