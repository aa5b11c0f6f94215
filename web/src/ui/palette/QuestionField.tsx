import type { KeyboardEvent } from 'react'
import { searchWords as words } from '../../words/en/search.ts'

type Props = {
  list: string
  active: string | undefined
  question: string
  onPress: (event: KeyboardEvent) => void
  onAsk: (question: string) => void
}

/** It keeps the focus: the line in hand is told by its id. */
export function QuestionField({ list, active, question, onPress, onAsk }: Props) {
  return (
    <input
      className="palette-field"
      type="text"
      role="combobox"
      aria-label={words.field}
      placeholder={words.field}
      aria-expanded
      aria-controls={list}
      aria-activedescendant={active}
      aria-autocomplete="list"
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      enterKeyHint="go"
      dir="auto"
      autoFocus
      value={question}
      onChange={({ target }) => onAsk(target.value)}
      onKeyDown={onPress}
    />
  )
}
