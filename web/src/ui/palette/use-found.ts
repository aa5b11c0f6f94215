import type { SearchItem } from '@folio/protocol'
import { useEffect, useMemo, useState } from 'react'
import { failureOf, type Failure } from '../../chat/failure.ts'
import { createSearch } from '../../chat/search.ts'
import { useChat } from '../context.ts'

/** While somebody types, the server is not asked. */
const TYPING_MS = 150

export type Found = {
  state: 'none' | 'searching' | 'there' | 'failed'
  items: SearchItem[]
  failure: Failure | null
  /** Reads the next page, where there is one. */
  more: (() => void) | undefined
  again: () => void
}

type Answer = { q: string; items: SearchItem[]; next: string | null; failure: Failure | null }
const NONE: Answer = { q: '', items: [], next: null, failure: null }

/** What the server finds; what was found before stays in sight until the answer comes. */
export function useFound(question: string): Found {
  const chat = useChat()
  const search = useMemo(() => createSearch(chat.way.call), [chat])
  const [answer, setAnswer] = useState(NONE)
  const [page, setPage] = useState({ q: '', cursor: '' })
  const [tries, setTries] = useState(0)
  const q = question.trim()
  const cursor = page.q === q ? page.cursor : ''

  useEffect(() => {
    const asked = new AbortController()
    if (q === '') return setAnswer(NONE)
    const read = async () => {
      try {
        const { items, next_cursor: next } = await search(q, asked.signal, cursor)
        const put = (before: Answer): Answer => ({
          q,
          items: cursor ? [...before.items, ...items] : items,
          next,
          failure: null,
        })
        if (!asked.signal.aborted) setAnswer(put)
      } catch (error) {
        if (!asked.signal.aborted) setAnswer(before => ({ ...before, q, failure: failureOf(error) }))
      }
    }
    const timer = setTimeout(() => void read(), cursor ? 0 : TYPING_MS)
    return () => {
      clearTimeout(timer)
      asked.abort()
    }
  }, [search, q, cursor, tries])

  const isTold = answer.q === q
  const { next, failure } = answer
  return {
    state: q === '' ? 'none' : !isTold ? 'searching' : failure ? 'failed' : 'there',
    items: q === '' ? [] : answer.items,
    failure,
    more: isTold && next !== null ? () => setPage({ q, cursor: next }) : undefined,
    again: () => setTries(tries + 1),
  }
}
