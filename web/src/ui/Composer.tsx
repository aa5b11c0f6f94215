import { useRef, useState, type KeyboardEvent } from 'react'
import { NEW } from '../chat/drafts.ts'
import { composerWords as words } from '../words/en/composer.ts'
import { Attached, AttachedNotes } from './Attached.tsx'
import { isPressed } from './bindings.ts'
import { useChat, useSelect } from './context.ts'
import { composerId, focusComposer, useComposerFocus } from './focus.ts'
import { GoButton } from './GoButton.tsx'
import { growToText } from './grow.ts'
import { ModelPicker } from './ModelPicker.tsx'
import { findRunning } from './running.ts'
import { useAttach } from './use-attach.ts'
import { useDraft } from './use-draft.ts'
import { pasteFiles } from './use-drop.ts'

/** `onSend` answers where the message went. */
type Props = { id: string | null; onSend: (content: string) => string }

export function Composer({ id, onSend }: Props) {
  const chat = useChat()
  const field = useRef<HTMLTextAreaElement>(null)
  const running = useSelect(state => findRunning(state, id))
  const [hasText, setHasText] = useState(false)
  const conversation = id ?? NEW
  const files = useAttach(conversation)

  useDraft(field, conversation, setHasText)
  useComposerFocus(conversation)

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
    files.leaveFor(onSend(text))
    change()
    field.current.focus({ preventScroll: true })
  }
  function stop(): void {
    if (running) void chat.replies.stop(running)
    focusComposer()
  }
  function press(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (!isSending(event)) return
    event.preventDefault()
    send()
  }
  const stops = running !== undefined && !hasText
  return (
    <form className="composer" onSubmit={event => event.preventDefault()}>
      <div className={files.held ? 'sheet sheet-held' : 'sheet'}>
        <textarea
          id={composerId}
          ref={field}
          rows={1}
          aria-label={words.message}
          placeholder={files.held ? words.dropHere : words.ask}
          enterKeyHint="send"
          dir="auto"
          onInput={change}
          onKeyDown={press}
          onPaste={event => pasteFiles(event, files.attach)}
        />
        <div className="sheet-tools">
          <Attached conversation={conversation} files={files}>
            <ModelPicker id={id} />
          </Attached>
          <GoButton stops={stops} blank={!hasText} onGo={stops ? stop : send} />
        </div>
        <AttachedNotes conversation={conversation} files={files} />
      </div>
    </form>
  )
}

/** An Enter that sends what is written, and begins no new line. */
export function isSending(event: KeyboardEvent): boolean {
  // Safari ends a composition before it tells of the Enter that ended it; 229 gives that one away.
  return isPressed('send', event) && !event.nativeEvent.isComposing && event.keyCode !== 229
}
