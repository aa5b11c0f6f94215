import { useState } from 'react'
import type { Failure } from '../../chat/failure.ts'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { libraryWords as words } from '../../words/en/library.ts'
import { Dialog } from '../Dialog.tsx'
import { tellNews } from '../news.ts'
import { useLibrary } from './context.ts'

export function LinkDialog({ botId, onClose }: { botId: string; onClose: () => void }) {
  const library = useLibrary()
  const [url, setUrl] = useState('')
  const [failure, setFailure] = useState<Failure>()

  async function add(): Promise<void> {
    if (url.trim() === '') return
    const failed = await library.sources.add(botId, { type: 'url', url: withScheme(url.trim()) })
    setFailure(failed)
    if (failed) return
    tellNews(words.addedLink)
    onClose()
  }
  return (
    <Dialog title={words.addLink} action={buttons.add} failure={failure} onAction={() => void add()} onClose={onClose}>
      <p>{words.linkSays}</p>
      <input
        className="field"
        aria-label={words.address}
        autoFocus
        inputMode="url"
        autoComplete="url"
        placeholder="https://"
        value={url}
        onChange={event => setUrl(event.target.value)}
      />
    </Dialog>
  )
}

/** As people write it: an address without a scheme is one of the web. */
const withScheme = (url: string) => (/^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `https://${url}`)
