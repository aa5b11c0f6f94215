import { useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import { failureOf, type Failure } from '../../chat/failure.ts'
import { hasAfter, hasBefore, readAfter, readBefore, type Reading } from '../../chat/passage.ts'
import { createSources, type Sources } from '../../chat/sources.ts'
import { useChat } from '../context.ts'

export type ReadingState =
  | { status: 'loading' }
  | { status: 'ready'; reading: Reading }
  | { status: 'removed' }
  | { status: 'failed'; failure: Failure }

/** This near to an end of what is drawn, more is read. */
const NEAR = 800

/** Reads what `open` opens, and on as `body` is scrolled. Null: there is nothing left to open. */
export function useReading(
  open: ((sources: Sources) => Promise<Reading>) | null,
  body: RefObject<HTMLElement | null>,
): { state: ReadingState; onScroll: () => void; retry: () => void } {
  const chat = useChat()
  const sources = useMemo(() => createSources(chat.way.call), [chat])
  const [state, setState] = useState<ReadingState>({ status: 'loading' })
  const [attempt, setAttempt] = useState(0)
  const isBusy = useRef(false)

  useEffect(() => {
    let isWanted = true
    open?.(sources).then(
      reading => isWanted && setState({ status: 'ready', reading }),
      (error: unknown) => isWanted && setState(stateOf(failureOf(error))),
    )
    return () => void (isWanted = false)
  }, [sources, open, attempt])

  /** What is in sight stays where it is. */
  async function readOn(reading: Reading, box: HTMLElement): Promise<void> {
    const { scrollTop, scrollHeight, clientHeight } = box
    const isUp = scrollTop < NEAR && hasBefore(reading)
    const isDown = scrollHeight - clientHeight - scrollTop < NEAR && hasAfter(reading)
    if (!isUp && !isDown) return
    const longer = await (isUp ? readBefore : readAfter)(sources, reading)
    const below = box.scrollHeight - box.scrollTop
    flushSync(() => setState({ status: 'ready', reading: longer }))
    if (isUp) box.scrollTop = box.scrollHeight - below
  }

  function onScroll(): void {
    if (state.status !== 'ready' || isBusy.current || !body.current) return
    isBusy.current = true
    readOn(state.reading, body.current)
      .catch((error: unknown) => setState(stateOf(failureOf(error))))
      .finally(() => (isBusy.current = false))
  }

  function retry(): void {
    setState({ status: 'loading' })
    setAttempt(attempt + 1)
  }

  return { state: open ? state : { status: 'removed' }, onScroll, retry }
}

function stateOf(failure: Failure): ReadingState {
  return failure.code === 'not_found' ? { status: 'removed' } : { status: 'failed', failure }
}
