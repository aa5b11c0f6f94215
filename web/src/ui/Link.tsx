import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import { goTo } from './route.ts'

type Props = AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }

/** A way to another page of this one's own: without loading anything, unless a new tab is asked for. */
export function Link({ href, onClick, ...rest }: Props) {
  function follow(event: MouseEvent<HTMLAnchorElement>): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    goTo(href)
    onClick?.(event)
  }
  return <a {...rest} href={href} onClick={follow} />
}
