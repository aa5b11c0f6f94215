import { useMemo, useState, type ReactNode } from 'react'
import type { Conversation } from '@folio/protocol'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { menuWords as words } from '../../words/en/menu.ts'
import { Banner } from '../Banner.tsx'
import { useSelect } from '../context.ts'
import { Field } from '../Field.tsx'
import { Leaf } from '../Leaf.tsx'
import { PageHead } from '../PageHead.tsx'
import { Problem } from '../Problem.tsx'
import { useKeptFocus } from '../use-kept-focus.ts'
import { ArchivedRow } from './ArchivedRow.tsx'
import { useArchive } from './use-archive.ts'

/** Conversations that are out of the way. */
export function ArchivePage({ drawer }: { drawer: ReactNode }) {
  const { isRead, failure, retry } = useArchive()
  const conversations = useSelect(state => state.conversations)
  const [sought, setSought] = useState('')
  const archived = useMemo(() => listArchived(conversations), [conversations])
  const found = archived.filter(({ title }) => fold(title).includes(fold(sought.trim())))
  const list = useKeptFocus<HTMLUListElement>()
  return (
    <>
      <PageHead title={words.archiveTitle} drawer={drawer} />
      <Banner />
      <Leaf>
        <p className="leaf-lead">{words.archiveLead}</p>
        {archived.length > 0 && (
          <Field label={words.archiveSearch}>
            {field => (
              <input {...field} type="search" value={sought} onChange={({ target }) => setSought(target.value)} />
            )}
          </Field>
        )}
        <ul ref={list} tabIndex={-1}>
          {found.map(conversation => (
            <ArchivedRow key={conversation.id} conversation={conversation} />
          ))}
        </ul>
        {failure && (
          <Problem text={failure.detail} requestId={failure.requestId}>
            <button type="button" className="button" onClick={retry}>
              {buttons.tryAgain}
            </button>
          </Problem>
        )}
        {isRead && archived.length === 0 && <p className="leaf-lead">{words.archiveEmpty}</p>}
        {isRead && archived.length > 0 && found.length === 0 && <p className="leaf-lead">{words.archiveNoMatch}</p>}
      </Leaf>
    </>
  )
}

/** Newest activity first. */
function listArchived(conversations: Record<string, Conversation>): Conversation[] {
  return Object.values(conversations)
    .filter(({ archived }) => archived)
    .sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1))
}

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
