import './node-version.mjs'
import { CommandFailed } from './run.mjs'

/** Runs a command of the project: a failure that was foreseen is told in words, anything else with its stack. */
export async function command(work) {
  if (process.env.npm_lifecycle_event) endWithParent()
  try {
    process.exitCode = (await work(process.argv.slice(2))) ?? process.exitCode
  } catch (error) {
    console.error(error instanceof CommandFailed ? `\n${error.message}` : error)
    process.exitCode = 1
  }
}

/** npm passes SIGTERM on to the shell between it and this process, and many a shell dies of it without a word. */
function endWithParent() {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 250)
  watch.unref()
}
