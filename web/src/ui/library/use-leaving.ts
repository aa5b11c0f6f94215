import { useLayoutEffect, useRef, type RefObject } from 'react'
import type { Row } from './rows.ts'

/** When a row goes that somebody has sent away, the one beside it has the focus; without one, the box around them. */
export function useLeaving(rows: readonly Row[]): {
  box: RefObject<HTMLElement | null>
  /** Before it is asked for: it may take a while, and may not happen. */
  leave: (key: string) => void
} {
  const box = useRef<HTMLElement>(null)
  const leaving = useRef<{ key: string; beside: string | undefined }>(undefined)

  useLayoutEffect(() => {
    const { key, beside } = leaving.current ?? {}
    if (key === undefined || rows.some(row => row.key === key)) return
    leaving.current = undefined
    const row = beside === undefined ? null : document.getElementById(`row-${beside}`)
    ;(row ?? box.current)?.focus()
  }, [rows])

  return {
    box,
    leave(key) {
      const at = rows.findIndex(row => row.key === key)
      leaving.current = { key, beside: (rows[at + 1] ?? rows[at - 1])?.key }
    },
  }
}
