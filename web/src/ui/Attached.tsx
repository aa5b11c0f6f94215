import { Suspense, type ReactNode } from 'react'
import { composerWords as words } from '../words/en/composer.ts'
import { ChooseFiles } from './ChooseFiles.tsx'
import type { useAttach } from './use-attach.ts'
import { whenThere } from './when-there.ts'

const Pills = whenThere(async () => (await import('./library/Pills.tsx')).Pills)
const PillNotes = whenThere(async () => (await import('./library/Pills.tsx')).PillNotes)

type Props = { conversation: string; files: ReturnType<typeof useAttach>; children: ReactNode }

/** The way to attach files, then `children`, then the files. */
export function Attached({ conversation, files, children }: Props) {
  return (
    <div className="sheet-with">
      <ChooseFiles className="icon attach" label={words.attach} onFiles={files.attach}>
        <span aria-hidden="true">+</span>
      </ChooseFiles>
      {children}
      {files.isUsed && (
        <Suspense>
          <Pills conversation={conversation} />
        </Suspense>
      )}
    </div>
  )
}

/** What is to be said of them. */
export function AttachedNotes({ conversation, files }: Omit<Props, 'children'>) {
  return (
    <>
      {files.isUsed && (
        <Suspense>
          <PillNotes conversation={conversation} />
        </Suspense>
      )}
      {files.trouble && <p className="note">{files.trouble}</p>}
    </>
  )
}
