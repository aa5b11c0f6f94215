import { useEffect, useRef, type ReactNode } from 'react'
import { hasMoved } from './route.ts'
import { useTitle } from './use-title.ts'

type Props = { title: string; drawer: ReactNode; children?: ReactNode }

/** The head of a page that is no conversation. Whoever comes from another page begins here. */
export function PageHead({ title, drawer, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useTitle(title)
  useEffect(() => {
    if (hasMoved()) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <header className="head">
      {drawer}
      <h1 ref={heading} className="head-title" tabIndex={-1}>
        {title}
      </h1>
      {children}
    </header>
  )
}
