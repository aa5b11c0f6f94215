import type { Share } from '@folio/protocol'
import { useEffect, useRef } from 'react'
import { sharesWords as words } from '../../words/en/shares.ts'
import { CopyButton } from '../CopyButton.tsx'
import { Field } from '../Field.tsx'
import { addressOf } from './address.ts'

/** A link that has just been made, in hand to be copied. */
export function NewLink({ link }: { link: Share }) {
  const field = useRef<HTMLInputElement>(null)
  const address = addressOf(link)
  useEffect(() => field.current?.select(), [address])

  function send(): void {
    // Who has thought better of it is no failure.
    navigator.share({ title: link.title, url: address }).catch(() => {})
  }
  return (
    <div className="share-new">
      <Field label={words.link}>
        {given => <input {...given} ref={field} readOnly value={address} onFocus={event => event.target.select()} />}
      </Field>
      <CopyButton text={() => address} />
      {'share' in navigator && (
        <button type="button" className="word" onClick={send}>
          {words.send}
        </button>
      )}
    </div>
  )
}
