import { useEffect, useState } from 'react'
import { onNews } from './news.ts'

/** Speaks to screen readers of what happens beside replies. */
export function News() {
  const [text, setText] = useState('')
  useEffect(() => onNews(setText), [])
  return (
    <p role="status" className="unseen">
      {text}
    </p>
  )
}
