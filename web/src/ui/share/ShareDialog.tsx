import type { Conversation, Share } from '@folio/protocol'
import { useLayoutEffect, useRef, useState } from 'react'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { sharesWords as words } from '../../words/en/shares.ts'
import { useSelect } from '../context.ts'
import { Problem } from '../Problem.tsx'
import { NewLink } from './NewLink.tsx'
import { ShareLinks } from './ShareLinks.tsx'
import { useShares } from './use-shares.ts'
import '../../styles/shares.css'

type Props = { conversation: Conversation; onClose: () => void }

/** Makes links to a conversation as it is now, and takes them back. */
export function ShareDialog({ conversation, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const maker = useRef<HTMLButtonElement>(null)
  const { links, failure, reload, more, make, revoke } = useShares(conversation.id)
  const [made, setMade] = useState<Share>()
  const [isMaking, setMaking] = useState(false)
  const [news, setNews] = useState('')
  const [hadLinks, setHadLinks] = useState(false)
  const count = useWhole(conversation)

  useLayoutEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
    maker.current?.focus()
    // While it is still there: closing gives the focus back to what opened it.
    return () => element?.close()
  }, [])

  async function makeOne(): Promise<void> {
    if (isMaking) return
    setMaking(true)
    const link = await make(conversation.id)
    setMaking(false)
    if (!link) return
    setMade(link)
    setNews(words.ready)
  }
  async function revokeOne(link: Share): Promise<boolean> {
    const gone = await revoke(link)
    if (gone && link.id === made?.id) setMade(undefined)
    // Where the last one was, the place stays: the focus goes there.
    setHadLinks(true)
    return gone
  }
  return (
    <dialog ref={dialog} className="dialog share" aria-label={words.share} onClose={onClose}>
      <h2 className="dialog-title">{words.share}</h2>
      <p>
        {count === undefined ? words.about : words.aboutAll(count)} {words.later}{' '}
        {conversation.replying && words.running}
      </p>
      {made && <NewLink key={made.id} link={made} />}
      {failure && (
        <Problem text={failure.detail} requestId={failure.requestId}>
          {!links && (
            <button type="button" className="button" onClick={reload}>
              {buttons.tryAgain}
            </button>
          )}
        </Problem>
      )}
      {links && (hadLinks || links.length > 0) && (
        <>
          <h3 className="share-title">{words.links}</h3>
          <ShareLinks links={links} label={words.links} onRevoke={revokeOne} onNews={setNews} onMore={more} />
        </>
      )}
      {/* Beside a dialog nobody is heard. */}
      <p role="status" className="unseen">
        {news}
      </p>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {buttons.close}
        </button>
        <button
          ref={maker}
          type="button"
          className="button button-main"
          aria-disabled={isMaking}
          autoFocus
          onClick={() => void makeOne()}
        >
          {made ? words.makeAnother : words.make}
        </button>
      </div>
    </dialog>
  )
}

/** How many messages the branch has, where all of it is here and none is being written. */
function useWhole({ id, replying }: Conversation): number | undefined {
  return useSelect(({ paths }) => {
    const path = paths[id]
    return path?.status === 'ready' && path.older === null && !replying ? path.ids.length : undefined
  })
}
