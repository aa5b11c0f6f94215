import { useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { listConversations } from '../../chat/conversations.ts'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { searchWords as words } from '../../words/en/search.ts'
import { useChat, useSelect } from '../context.ts'
import { closeOverlay } from '../overlay.ts'
import { listCommands } from './commands.ts'
import { groupsOf, type Group, type Option } from './options.ts'
import { Options } from './Options.tsx'
import { Outcome } from './Outcome.tsx'
import { QuestionField } from './QuestionField.tsx'
import { useFound, type Found } from './use-found.ts'
import '../../styles/palette.css'

/** One field for everything: conversations by their titles, messages by their words, and what can be done. */
export function Palette({ id }: { id: string | null }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const list = useId()
  const [question, ask] = useState('')
  const [at, setAt] = useState(0)
  const { groups, found } = useGroups(id, question)
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
          <QuestionField
            list={list}
            active={options[active] && `${list}-${active}`}
            question={question}
            onPress={press}
            onAsk={text => {
              ask(text)
              setAt(0)
            }}
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

/** What there is to choose from; the server's part of it comes a little later. */
function useGroups(id: string | null, question: string): { groups: Group[]; found: Found } {
  const chat = useChat()
  const found = useFound(question)
  const conversations = useSelect(state => state.conversations)
  const conversation = id === null ? undefined : conversations[id]
  const commands = useMemo(() => listCommands(chat, conversation), [chat, conversation])
  const groups = useMemo(() => {
    const known = { conversations: listConversations(conversations), items: found.items, commands }
    return groupsOf(question, known, found.more)
  }, [question, conversations, found, commands])
  return { groups, found }
}
