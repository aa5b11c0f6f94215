import { findTarget } from '@folio/markdown/links'
import type { Source } from '@folio/protocol'

/** Where a page was fetched from: only a link, nothing is asked of it here. */
export function Origin({ source }: { source: Source }) {
  const target = source.url === null ? undefined : findTarget(source.url)
  if (!target) return null
  return (
    <>
      {' · '}
      <a href={target.href} target="_blank" rel="noopener noreferrer nofollow">
        {target.host}
      </a>
    </>
  )
}
