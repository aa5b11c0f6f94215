import type { Message } from '@folio/protocol'
import { useLayoutEffect, useRef, type KeyboardEvent } from 'react'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { menuWords as words } from '../../words/en/menu.ts'
import { isSending } from '../Composer.tsx'
import { useChat, useSelect } from '../context.ts'
import { focusComposer } from '../focus.ts'
import { growToText } from '../grow.ts'
import { useScroll } from '../scroll-context.ts'
import '../../styles/conversation.css'

/** A question in its place, to be said otherwise. */
export function EditQuestion({ message: { id, content } }: { message: Message }) {
  const chat = useChat()
  const scroll = useScroll()
  const field = useRef<HTMLTextAreaElement>(null)
  const text = useSelect(state => state.editing[id] ?? content)

  useLayoutEffect(() => {
    field.current?.focus({ preventScroll: true })
    field.current?.setSelectionRange(content.length, content.length)
  }, [content])
  useLayoutEffect(() => {
    if (field.current) growToText(field.current)
  }, [text])

  function leave(): void {
    chat.dispatch({ type: 'editing', id, text: null })
    focusComposer()
  }
  function send(): void {
    const said = text.trim()
    if (said === '') return
    if (said === content) return leave()
    const sent = chat.send.editQuestion(id, said)
    if (sent) scroll.expect(sent.id)
    focusComposer()
  }
  function press(event: KeyboardEvent): void {
    const leaves = event.key === 'Escape' && !event.nativeEvent.isComposing
    if (!leaves && !isSending(event)) return
    event.preventDefault()
    if (leaves) leave()
    else send()
  }
  return (
    <div className="question-form">
      <textarea
        ref={field}
        rows={1}
        className="field question-field"
        aria-label={words.question}
        enterKeyHint="send"
        dir="auto"
        value={text}
        onChange={({ target }) => chat.dispatch({ type: 'editing', id, text: target.value })}
        onKeyDown={press}
      />
      <div className="question-actions">
        <button type="button" className="button button-main" aria-disabled={text.trim() === ''} onClick={send}>
          {words.send}
        </button>
        <button type="button" className="button" onClick={leave}>
          {buttons.cancel}
        </button>
      </div>
    </div>
  )
}
