import { memo, useEffect, useRef } from 'react'
import { searchWords as words } from '../../words/en/search.ts'
import { formatAgo } from '../../words/format.ts'
import { Combination } from './Combination.tsx'
import { Marked } from './Marked.tsx'
import type { Group, Option } from './options.ts'

type Props = {
  id: string
  groups: readonly Group[]
  /** Which of all options is in hand. */
  active: number
  onPoint: (at: number) => void
  onChoose: (option: Option) => void
}

/** What can be chosen, under its headings. The focus stays in the field above. */
export function Options({ id, groups, active, onPoint, onChoose }: Props) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const line = list.current?.querySelector('[aria-selected=true]')
    // With the first line its heading too.
    if (active === 0) list.current?.scrollTo({ top: 0 })
    else line?.scrollIntoView({ block: 'nearest' })
  }, [active, groups])

  let at = 0
  return (
    <div ref={list} id={id} role="listbox" className="palette-list" tabIndex={-1} aria-label={words.title}>
      {groups.map(({ key, name, options }) => (
        <div key={key} role="group" aria-labelledby={`${id}-${key}`}>
          <p id={`${id}-${key}`} className="palette-group" role="presentation">
            {name}
          </p>
          {options.map(option => {
            const mine = at++
            return (
              <div
                key={option.key}
                id={`${id}-${mine}`}
                role="option"
                className="palette-option"
                aria-selected={mine === active}
                onPointerMove={() => mine !== active && onPoint(mine)}
                onClick={() => onChoose(option)}
              >
                <Line option={option} />
              </div>
            )
          })}
        </div>
      ))}
    </div>
  )
}

const Line = memo(function Line({ option: { title, detail, note, time, binding } }: { option: Option }) {
  return (
    <>
      <span className="palette-title" dir="auto">
        <Marked snippet={title} />
      </span>
      {(note ?? time) !== undefined && (
        <span className="palette-note">{[note, time && formatAgo(new Date(time))].filter(Boolean).join(' · ')}</span>
      )}
      {binding && <Combination name={binding} />}
      {detail && (
        <span className="palette-detail" dir="auto">
          <Marked snippet={detail} said />
        </span>
      )}
    </>
  )
})
