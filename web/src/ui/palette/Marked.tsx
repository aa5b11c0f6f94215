import type { Snippet } from '@folio/protocol'

/** What Markdown has around words and nobody says. */
const AROUND = /\*\*|__|`+/g

/** A text with what was looked for marked in it. `said`: it was written as Markdown. */
export function Marked({ snippet: { text, marks }, said = false }: { snippet: Snippet; said?: boolean }) {
  const plain = (piece: string) => (said ? piece.replace(AROUND, '') : piece)
  return (
    <>
      {marks.map(([start, end], n) => (
        <span key={start}>
          {plain(text.slice(marks[n - 1]?.[1] ?? 0, start))}
          <mark>{text.slice(start, end)}</mark>
        </span>
      ))}
      {plain(text.slice(marks.at(-1)?.[1] ?? 0))}
    </>
  )
}
