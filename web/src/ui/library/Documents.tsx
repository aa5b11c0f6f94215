import type { Bot } from '@folio/protocol'
import { useEffect, useMemo, useState } from 'react'
import { LOADING } from '../../chat/library-state.ts'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { libraryWords as words } from '../../words/en/library.ts'
import { Problem } from '../Problem.tsx'
import { useSelect } from '../context.ts'
import { useDrop } from '../use-drop.ts'
import { AddDocuments } from './AddDocuments.tsx'
import { useLibrary, useLibraryState } from './context.ts'
import { rowsOf } from './rows.ts'
import { SourceRow } from './SourceRow.tsx'
import { UploadRow } from './UploadRow.tsx'
import { useLeaving } from './use-leaving.ts'

/** What a bot knows, and how it gets to know more. */
export function Documents({ bot, isMain = false }: { bot: Bot; isMain?: boolean }) {
  const library = useLibrary()
  const shelf = useLibraryState(state => state.shelves[bot.id] ?? LOADING)
  const sources = useLibraryState(state => state.sources)
  const uploads = useLibraryState(state => state.uploads)
  const isLive = useSelect(state => state.connection === 'live')
  const rows = useMemo(() => rowsOf({ sources, uploads }, bot.id), [sources, uploads, bot.id])
  const add = useMemo(
    () => (bot.writable ? (files: File[]) => library.uploads.add(files, bot.id) : undefined),
    [library, bot.id, bot.writable],
  )
  const held = useDrop(add)
  const { box, leave } = useLeaving(rows)

  // Also after every gap: what happened meanwhile was not heard.
  useEffect(() => void library.load.shelf(bot.id), [library, bot.id, isLive])

  return (
    <section ref={box} className="documents" tabIndex={-1} aria-label={words.documents}>
      {add && <AddDocuments botId={bot.id} isMain={isMain} onFiles={add} />}
      {shelf.status === 'failed' && (
        <Problem text={words.notRead(shelf.failure?.detail ?? '')} requestId={shelf.failure?.requestId ?? null}>
          <button type="button" className="button" onClick={() => void library.load.shelf(bot.id)}>
            {buttons.tryAgain}
          </button>
        </Problem>
      )}
      {shelf.status === 'ready' && rows.length === 0 && (
        <p className="documents-none">{bot.writable ? words.nothing : words.noDocuments}</p>
      )}
      {rows.length > 0 && (
        <ul className="shelf" aria-label={words.documents}>
          {rows.map(row =>
            row.source ? (
              <SourceRow key={row.key} rowKey={row.key} source={row.source} writable={bot.writable} onLeave={leave} />
            ) : (
              <UploadRow key={row.key} item={row.upload} onLeave={leave} />
            ),
          )}
        </ul>
      )}
      {shelf.older !== null && <More botId={bot.id} />}
      {held && (
        <p className="drop-here" aria-hidden="true">
          {words.dropToAdd(bot.name)}
        </p>
      )}
    </section>
  )
}

function More({ botId }: { botId: string }) {
  const library = useLibrary()
  const [trouble, setTrouble] = useState<string>()
  return (
    <>
      <button
        type="button"
        className="word more-rows"
        onClick={() => void library.load.more(botId).then(failure => setTrouble(failure?.detail))}
      >
        {buttons.showMore}
      </button>
      {trouble && <Problem text={trouble} requestId={null} />}
    </>
  )
}
