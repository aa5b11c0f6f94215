import type { Conversation } from '@folio/protocol'
import { useState } from 'react'
import { download } from '../../chat/download.ts'
import { failureOf, type Failure } from '../../chat/failure.ts'
import { transferWords as words } from '../../words/en/transfer.ts'
import { useChat } from '../context.ts'
import { Dialog } from '../Dialog.tsx'
import { tellNews } from '../news.ts'
import '../../styles/forms.css'

type Props = { conversation: Conversation; onClose: () => void }
type Format = 'markdown' | 'json'
const FORMATS: readonly Format[] = ['markdown', 'json']

/** One conversation as a file. */
export function ExportDialog({ conversation, onClose }: Props) {
  const { call } = useChat().way
  const [format, setFormat] = useState<Format>('markdown')
  const [failure, setFailure] = useState<Failure>()

  async function save(): Promise<void> {
    setFailure(undefined)
    try {
      await download(call, `/api/conversations/${conversation.id}/export?format=${format}`)
    } catch (error) {
      return setFailure(failureOf(error))
    }
    tellNews(words.exported)
    onClose()
  }
  return (
    <Dialog
      title={words.exportTitle}
      action={words.exportAction}
      failure={failure}
      onAction={() => void save()}
      onClose={onClose}
    >
      <p>{words.exportAbout}</p>
      <fieldset className="choices">
        <legend>{words.formatLabel}</legend>
        {FORMATS.map(each => (
          <label key={each} className="choice">
            <input type="radio" name="format" checked={each === format} onChange={() => setFormat(each)} />
            {words[each]}
          </label>
        ))}
      </fieldset>
    </Dialog>
  )
}
