import { workerData } from 'node:worker_threads'
import { answerTasks } from '../lib/thread.ts'
import { openReader } from '../store/open.ts'
import { createVectorCache, type NearestTask } from './vector-cache.ts'
import type { Nearest } from './vector-set.ts'

const cache = createVectorCache(openReader((workerData as { url: string }).url))

answerTasks<NearestTask, Nearest>(cache.nearest)
