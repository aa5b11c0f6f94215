import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { inRoot } from './root.mjs'

const STALE_MS = 20_000

/** Runs `work` while no other process holds `name`: two starts at once must not install into one folder. */
export async function withLock(name, work) {
  mkdirSync(inRoot('.cache'), { recursive: true })
  const file = inRoot('.cache', `${name}.lock`)
  let told = false
  while (!take(file)) {
    if (!told) console.log('… another command is installing or building here; waiting for it')
    told = true
    await wait(200)
  }
  // The touch is what tells a living holder from one that was killed.
  const beat = setInterval(() => utimesSync(file, new Date(), new Date()), 2_000)
  const release = () => rmSync(file, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    process.off('exit', release)
    release()
  }
}

function take(file) {
  try {
    const handle = openSync(file, 'wx')
    writeSync(handle, String(process.pid))
    closeSync(handle)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (isStale(file)) discard(file)
    return false
  }
}

function isStale(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    if (Date.now() - statSync(file).mtimeMs > STALE_MS || pid === process.pid) return true
    if (pid > 0) process.kill(pid, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

/** Renaming first: of several that see a stale lock, one gets it. */
function discard(file) {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
    rmSync(aside, { force: true })
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}
