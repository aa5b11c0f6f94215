import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { NEW } from '../chat/drafts.ts'
import { useChat, useSelect } from './context.ts'
import { composerId, focusComposer } from './focus.ts'
import { GoButton } from './GoButton.tsx'
import { growToText } from './grow.ts'
import { ModelPicker } from './ModelPicker.tsx'
import { findRunning } from './running.ts'
import { useDraft } from './use-draft.ts'
import { isTouch } from './wide.ts'

type Props = { id: string | null; onSend: (content: string, model: string | null) => void }

export function Composer({ id, onSend }: Props) {
  const chat = useChat()
  const field = useRef<HTMLTextAreaElement>(null)
  const running = useSelect(state => findRunning(state, id))
  const [hasText, setHasText] = useState(false)
  const [model, setModel] = useState<string | null>(null)
  const conversation = id ?? NEW

  useDraft(field, conversation, setHasText)
  useLayoutEffect(() => {
    if (!isTouch()) focusComposer()
  }, [conversation])

  function change(): void {
    const text = field.current?.value ?? ''
    if (field.current) growToText(field.current)
    chat.send.draft(conversation, text)
    setHasText(text.trim() !== '')
  }
  function send(): void {
    const text = field.current?.value.trim() ?? ''
    if (!field.current || text === '') return
    // Emptied here, not with the next render: a second Enter may come in this very frame.
    field.current.value = ''
    onSend(text, id === null ? model : null)
    change()
    field.current.focus({ preventScroll: true })
  }
  function stop(): void {
    if (running) void chat.replies.stop(running)
    focusComposer()
  }
  function press(event: KeyboardEvent<HTMLTextAreaElement>): void {
    // Safari ends a composition before it tells of the Enter that ended it; 229 gives that one away.
    const composing = event.nativeEvent.isComposing || event.keyCode === 229
    if (event.key !== 'Enter' || event.shiftKey || composing) return
    event.preventDefault()
    send()
  }
  const stops = running !== undefined && !hasText
  return (
    <form className="composer" onSubmit={event => event.preventDefault()}>
      <div className="sheet">
        <textarea
          id={composerId}
          ref={field}
          rows={1}
          aria-label="Message"
          placeholder="Ask anything"
          enterKeyHint="send"
          dir="auto"
          onInput={change}
          onKeyDown={press}
        />
        <div className="sheet-tools">
          <ModelPicker id={id} chosen={model} onChoose={setModel} />
          <GoButton stops={stops} blank={!hasText} onGo={stops ? stop : send} />
        </div>
      </div>
    </form>
  )
}
