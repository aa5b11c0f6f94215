import './node-version.mjs'
import { CommandFailed } from './run.mjs'

/** Runs a command of the project: a failure that was foreseen is told in words, anything else with its stack. */
export async function command(work) {
  try {
    process.exitCode = (await work(process.argv.slice(2))) ?? process.exitCode
  } catch (error) {
    console.error(error instanceof CommandFailed ? `\n${error.message}` : error)
    process.exitCode = 1
  }
}
