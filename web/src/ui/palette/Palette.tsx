import { useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { listConversations } from '../../chat/conversations.ts'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { searchWords as words } from '../../words/en/search.ts'
import { useChat, useSelect } from '../context.ts'
import { closeOverlay } from '../overlay.ts'
import { Problem } from '../Problem.tsx'
import { listCommands } from './commands.ts'
import { groupsOf, type Option } from './options.ts'
import { Options } from './Options.tsx'
import { useFound, type Found } from './use-found.ts'
import '../../styles/palette.css'

/** One field for everything: conversations by their titles, messages by their words, and what can be done. */
export function Palette({ id }: { id: string | null }) {
  const chat = useChat()
  const dialog = useRef<HTMLDialogElement>(null)
  const list = useId()
  const [question, ask] = useState('')
  const [at, setAt] = useState(0)
  const found = useFound(question)
  const conversations = useSelect(state => state.conversations)
  const conversation = id === null ? undefined : conversations[id]
  const commands = useMemo(() => listCommands(chat, conversation), [chat, conversation])
  const groups = useMemo(() => {
    const known = { conversations: listConversations(conversations), items: found.items, commands }
    return groupsOf(question, known, found.more)
  }, [question, conversations, found, commands])
  const options = groups.flatMap(group => group.options)
  const active = Math.min(at, options.length - 1)

  useLayoutEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
    // While it is still there: closing gives the focus back to what had it.
    return () => element?.close()
  }, [])

  function choose(option: Option | undefined): void {
    if (!option) return
    if (!option.stays) closeOverlay()
    option.choose()
  }
  function press(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && options.length > 0) setAt((active + step + options.length) % options.length)
    else if (event.key === 'Enter') choose(options[active])
    else return
    event.preventDefault()
  }
  function closeOutside({ target }: MouseEvent): void {
    if (target === dialog.current) closeOverlay()
  }
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label={words.title}
      onClose={() => closeOverlay('search')}
      onClick={closeOutside}
    >
      <div className="palette-sheet">
        <div className="palette-head">
          <input
            className="palette-field"
            type="text"
            role="combobox"
            aria-label={words.field}
            placeholder={words.field}
            aria-expanded
            aria-controls={list}
            aria-activedescendant={options[active] && `${list}-${active}`}
            aria-autocomplete="list"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            enterKeyHint="go"
            dir="auto"
            autoFocus
            value={question}
            onChange={({ target }) => {
              ask(target.value)
              setAt(0)
            }}
            onKeyDown={press}
          />
          <button type="button" className="word" onClick={() => closeOverlay()}>
            {buttons.close}
          </button>
        </div>
        <Options id={list} groups={groups} active={active} onPoint={setAt} onChoose={choose} />
        <Outcome question={question} found={found} count={options.length} />
      </div>
    </dialog>
  )
}

/** What is to be said of a search besides what it finds. */
function Outcome({ question, found, count }: { question: string; found: Found; count: number }) {
  const isEmpty = found.state === 'there' && count === 0
  return (
    <>
      {found.state === 'failed' && found.failure && (
        <div className="palette-said">
          <Problem text={`${words.failed} ${found.failure.detail}`} requestId={found.failure.requestId}>
            <button type="button" className="button" onClick={found.again}>
              {buttons.tryAgain}
            </button>
          </Problem>
        </div>
      )}
      {isEmpty && (
        <div className="palette-said">
          <p>{words.nothing(question.trim())}</p>
          <p className="hint">{words.nothingWhy}</p>
        </div>
      )}
      {found.state === 'searching' && <p className="palette-said hint">{words.searching}</p>}
      <p role="status" className="unseen">
        {found.state === 'there' && words.found(count)}
      </p>
    </>
  )
}
