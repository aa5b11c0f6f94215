import { Suspense, useState } from 'react'
import { listWords as words } from '../../words/en/list.ts'
import { whenThere } from '../when-there.ts'

const KeepDialog = whenThere(async () => (await import('./KeepDialog.tsx')).KeepDialog)
const SignInDialog = whenThere(async () => (await import('./SignInDialog.tsx')).SignInDialog)

/** What a guest can do to be somebody: each dialog is fetched when it is asked for. */
export function GuestWays({ className }: { className: string }) {
  const [asked, ask] = useState<'keep' | 'sign in' | null>(null)
  const close = () => ask(null)
  return (
    <>
      <button type="button" className={className} aria-haspopup="dialog" onClick={() => ask('keep')}>
        {words.keep}
      </button>
      <button type="button" className={className} aria-haspopup="dialog" onClick={() => ask('sign in')}>
        {words.signIn}
      </button>
      <Suspense>
        {asked === 'keep' && <KeepDialog onClose={close} />}
        {asked === 'sign in' && <SignInDialog onClose={close} />}
      </Suspense>
    </>
  )
}
