import { useId, type ReactNode } from 'react'
import '../../styles/settings.css'

type Props = { title: string; lead?: ReactNode; children: ReactNode }

/** One part of the settings. */
export function Section({ title, lead, children }: Props) {
  const id = useId()
  return (
    <section className="setting" aria-labelledby={id}>
      <h2 id={id} className="setting-title">
        {title}
      </h2>
      {lead !== undefined && <p className="setting-lead">{lead}</p>}
      {children}
    </section>
  )
}
