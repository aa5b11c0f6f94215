import { compareSync, hashSync } from 'bcryptjs'
import { parentPort } from 'node:worker_threads'
import type { PasswordAnswer, PasswordTask } from './password.ts'

// One task after the other: whatever is asked at once, one core stays free for the server.
parentPort?.on('message', (task: PasswordTask) => {
  const value = task.hash === undefined ? hashSync(task.password, task.cost) : compareSync(task.password, task.hash)
  const answer: PasswordAnswer = { id: task.id, value }
  parentPort?.postMessage(answer)
})
