import { useEffect, useState } from 'react'
import { accountWords as words } from '../../words/en/account.ts'
import { useChat } from '../context.ts'
import { Section } from './Section.tsx'

/** Which Folio this is. */
export function AboutSection() {
  const { base } = useChat().way
  const [version, show] = useState<string>()
  useEffect(() => {
    const ask = async () => show(((await (await fetch(`${base}/health`)).json()) as { version?: string }).version)
    // A server that is away says nothing of itself.
    ask().catch(() => {})
  }, [base])
  return (
    <Section title={words.about}>
      <p className="quiet">{words.version(version ?? '')}</p>
    </Section>
  )
}
