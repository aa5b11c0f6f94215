import { MAX_COMMENT_CHARS } from '@folio/protocol'
import { useRef, useState, type FormEvent } from 'react'
import { tellNews } from '../news.ts'
import { Field } from '../Field.tsx'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { menuWords as words } from '../../words/en/menu.ts'
import '../../styles/conversation.css'

type Props = { onSend: (comment: string) => Promise<void>; onClose: () => void }

/** Why a reply was poor, for who wants to say so. */
export function Comment({ onSend, onClose }: Props) {
  const form = useRef<HTMLFormElement>(null)
  const [comment, setComment] = useState('')

  function leave(): void {
    form.current?.parentElement?.querySelector<HTMLElement>('[aria-pressed=true]')?.focus({ preventScroll: true })
    onClose()
  }
  function send(event: FormEvent): void {
    event.preventDefault()
    if (comment.trim() !== '') void onSend(comment.trim()).then(() => tellNews(words.thanks))
    leave()
  }
  return (
    <form
      ref={form}
      className="comment"
      onSubmit={send}
      onKeyDown={event => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        leave()
      }}
    >
      <Field label={words.sayWhy}>
        {field => (
          <input
            {...field}
            maxLength={MAX_COMMENT_CHARS}
            value={comment}
            onChange={({ target }) => setComment(target.value)}
          />
        )}
      </Field>
      <div className="comment-actions">
        <button type="submit" className="button">
          {words.send}
        </button>
        <button type="button" className="word" onClick={leave}>
          {buttons.close}
        </button>
      </div>
    </form>
  )
}
