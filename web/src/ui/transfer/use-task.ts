import { useEffect, useRef, useState } from 'react'
import { failureOf, type Failure } from '../../chat/failure.ts'
import { tellNews } from '../news.ts'

export type Task = { state: 'idle' } | { state: 'running' } | { state: 'done' | 'cancelled'; text: string } | Failed
type Failed = { state: 'failed'; failure: Failure }

/** Something that takes its time, one at a time: it ends in words, in a failure, or because somebody takes it back. */
export function useTask(cancelled: string) {
  const [task, set] = useState<Task>({ state: 'idle' })
  const control = useRef<AbortController>(undefined)
  useEffect(() => () => control.current?.abort(), [])

  async function run(work: (signal: AbortSignal) => Promise<string>): Promise<void> {
    const { signal } = (control.current = new AbortController())
    set({ state: 'running' })
    try {
      const text = await work(signal)
      set({ state: 'done', text })
      tellNews(text)
    } catch (error) {
      if (signal.aborted) return set({ state: 'cancelled', text: cancelled })
      const failure = failureOf(error)
      set({ state: 'failed', failure })
      tellNews(failure.detail)
    }
  }
  return { task, run, cancel: () => control.current?.abort() }
}
