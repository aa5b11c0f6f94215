import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const EXAMPLE = fileURLToPath(new URL('../../../deploy/workflow-worker.mjs', import.meta.url))

/** The worker that comes with the project, as a process; answers what lets it leave: that resolves with its exit code. */
export async function startExampleWorker(natsUrl: string): Promise<() => Promise<number | null>> {
  const { PATH = '' } = process.env
  const env = { PATH, NATS_URL: natsUrl, DELAY_MS: '5' }
  const child = spawn(process.execPath, [EXAMPLE], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  await Promise.race([once(lines, 'line'), gone.then(() => Promise.reject(new Error('the worker did not start')))])
  return async () => {
    child.kill('SIGTERM')
    return (await gone)[0] as number | null
  }
}
