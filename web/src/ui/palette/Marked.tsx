import type { Snippet } from '@folio/protocol'

/** A text with what was looked for marked in it. */
export function Marked({ snippet: { text, marks } }: { snippet: Snippet }) {
  return (
    <>
      {marks.map(([start, end], n) => (
        <span key={start}>
          {text.slice(marks[n - 1]?.[1] ?? 0, start)}
          <mark>{text.slice(start, end)}</mark>
        </span>
      ))}
      {text.slice(marks.at(-1)?.[1] ?? 0)}
    </>
  )
}
