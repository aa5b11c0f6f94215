import { MAX_SOURCE_TEXT_CHARS, MAX_TITLE_CHARS } from '@folio/protocol'
import { useState } from 'react'
import type { Failure } from '../../chat/failure.ts'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { libraryWords as words } from '../../words/en/library.ts'
import { Dialog } from '../Dialog.tsx'
import { tellNews } from '../news.ts'
import { useLibrary } from './context.ts'
import '../../styles/forms.css'

export function TextDialog({ botId, onClose }: { botId: string; onClose: () => void }) {
  const library = useLibrary()
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<Failure>()

  async function add(): Promise<void> {
    if (text.trim() === '') return
    const named = title.trim() === '' ? {} : { title: title.trim() }
    const failed = await library.sources.add(botId, { type: 'text', text, ...named })
    setFailure(failed)
    if (failed) return
    tellNews(words.addedText)
    onClose()
  }
  return (
    <Dialog
      title={words.pasteText}
      action={buttons.add}
      failure={failure}
      onAction={() => void add()}
      onClose={onClose}
    >
      <label className="labelled">
        {words.text}
        <textarea
          className="field field-text"
          autoFocus
          rows={8}
          maxLength={MAX_SOURCE_TEXT_CHARS}
          value={text}
          onChange={event => setText(event.target.value)}
        />
      </label>
      <label className="labelled">
        {words.textTitle}
        <input
          className="field"
          maxLength={MAX_TITLE_CHARS}
          value={title}
          onChange={event => setTitle(event.target.value)}
        />
      </label>
    </Dialog>
  )
}
