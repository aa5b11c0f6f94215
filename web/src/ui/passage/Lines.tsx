import { memo, useMemo } from 'react'
import type { Reading } from '../../chat/passage.ts'
import { linesOf, type Line } from './lines.ts'

/** The text of a document as it was read, with the passage marked in it. */
export function Lines({ reading }: { reading: Reading }) {
  const lines = useMemo(() => linesOf(reading), [reading])
  return (
    <div className="passage-text">
      {lines.map(line => (
        <TextLine key={line.at} {...line} />
      ))}
    </div>
  )
}

const TextLine = memo(function TextLine({ text, from, to }: Line) {
  return (
    <p className={`line ${kindOf(text)}`} dir="auto">
      {text.slice(0, from)}
      {from < to && <mark>{text.slice(from, to)}</mark>}
      {text.slice(Math.max(from, to))}
    </p>
  )
})

function kindOf(text: string): string {
  if (text.trim() === '') return 'line-blank'
  return /^#{1,6} /.test(text) ? 'line-heading' : ''
}
