import { useState } from 'react'
import { ChooseFiles } from '../ChooseFiles.tsx'
import { LinkDialog } from './LinkDialog.tsx'
import { TextDialog } from './TextDialog.tsx'

type Props = {
  botId: string
  /** The page is there for this. */
  isMain: boolean
  onFiles: (files: File[]) => void
}

/** The ways in which a document gets here. */
export function AddDocuments({ botId, isMain, onFiles }: Props) {
  const [asked, ask] = useState<'link' | 'text' | null>(null)
  const close = () => ask(null)
  return (
    <div className="add">
      <ChooseFiles className={isMain ? 'button button-main' : 'button'} onFiles={onFiles}>
        Choose files
      </ChooseFiles>
      <button type="button" className="button" onClick={() => ask('link')}>
        Add a link
      </button>
      <button type="button" className="button" onClick={() => ask('text')}>
        Paste text
      </button>
      <p className="add-hint add-drop">or drop files anywhere on this page</p>
      {asked === 'link' && <LinkDialog botId={botId} onClose={close} />}
      {asked === 'text' && <TextDialog botId={botId} onClose={close} />}
    </div>
  )
}
