import { useState } from 'react'
import { libraryWords as words } from '../../words/en/library.ts'
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
        {words.choose}
      </ChooseFiles>
      <button type="button" className="button" onClick={() => ask('link')}>
        {words.addLink}
      </button>
      <button type="button" className="button" onClick={() => ask('text')}>
        {words.pasteText}
      </button>
      <p className="add-hint add-drop">{words.orDrop}</p>
      {asked === 'link' && <LinkDialog botId={botId} onClose={close} />}
      {asked === 'text' && <TextDialog botId={botId} onClose={close} />}
    </div>
  )
}
