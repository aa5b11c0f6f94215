import type { CitationPart, Message } from '@folio/protocol'
import { expect, test } from 'vitest'
import { notesOf, shownReply } from './cited.ts'
import { invented } from './rows.ts'
import { EMPTY, type ChatState } from './state.ts'

const cited = (n: number, start: number): CitationPart => ({
  type: 'citation',
  n,
  source_id: 's',
  document_id: 'd',
  title: 'handbook.md',
  start,
  end: start + 10,
  page: null,
  heading_path: [],
  quote: 'ten units.',
})

const row = (change: Partial<Message>): Message => ({
  ...invented({
    id: 'r',
    conversation_id: 'c',
    parent_id: 'q',
    role: 'assistant',
    content: '',
    status: 'streaming',
    model: null,
    now: 0,
  }),
  ...change,
})

const streamed: ChatState = {
  ...EMPTY,
  messages: { r: row({}) },
  views: { r: { epoch: 1, offset: 10, parts: ['One.', { data: cited(2, 0) }, ' Two.', { data: { type: 'wait' } }] } },
}

test('while it comes, from its parts', () => {
  const { text, citations } = shownReply(streamed, 'r')
  expect(text).toBe('One. Two.')
  expect(citations).toEqual([{ ...cited(2, 0), at: 4, removed: false }])
})

test('afterwards, from its row, which also knows what has been removed', () => {
  const citations = [{ ...cited(2, 0), at: 4, removed: true }]
  const state = { ...EMPTY, messages: { r: row({ status: 'complete', content: 'One. Two.', citations }) } }
  expect(shownReply(state, 'r')).toEqual({ text: 'One. Two.', citations })
})

test('a passage has one note, however often it is cited', () => {
  const at = (part: CitationPart, offset: number) => ({ ...part, at: offset, removed: false })
  const notes = notesOf([at(cited(1, 0), 1), at(cited(2, 50), 2), at(cited(1, 0), 3), at(cited(4, 50), 4)])
  expect(notes.map(({ numbers, indices }) => ({ numbers, indices }))).toEqual([
    { numbers: [1], indices: [0, 2] },
    { numbers: [2, 4], indices: [1, 3] },
  ])
})
