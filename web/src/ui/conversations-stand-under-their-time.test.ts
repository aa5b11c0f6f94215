import type { Conversation } from '@folio/protocol'
import { expect, test } from 'vitest'
import { groupByTime } from './group.ts'
import { readRoute, routeOf } from './address.ts'

const now = new Date(2026, 2, 20, 0, 30)
const at = (...[month, day, hour]: [number, number, number]) => new Date(2026, month - 1, day, hour).toISOString()
const talk = (updated_at: string, pinned = false) => ({ id: updated_at, updated_at, pinned }) as Conversation

test('days begin at midnight where the reader is', () => {
  const times = [at(3, 20, 0), at(3, 19, 23), at(3, 14, 1), at(2, 25, 12), at(1, 1, 12)]
  expect(
    groupByTime(
      times.map(time => talk(time)),
      now,
    ).map(group => group.when),
  ).toEqual(['today', 'yesterday', 'week', 'month', 'earlier'])
})

test('what is pinned has a place of its own', () => {
  expect(groupByTime([talk(at(1, 1, 1), true), talk(at(3, 20, 0))], now).map(group => group.when)).toEqual([
    'pinned',
    'today',
  ])
})

test('an address names a conversation or none', () => {
  expect(routeOf('/c/01890000-0000-7000-8000-00000000ABCD')).toBe('01890000-0000-7000-8000-00000000abcd')
  expect([routeOf('/'), routeOf('/c/'), routeOf('/c/../x')]).toEqual([null, null, null])
})

test('an address names a page, and what it shows', () => {
  const id = '01890000-0000-7000-8000-00000000abcd'
  expect(readRoute('/library', '')).toEqual({ page: 'library', botId: null })
  expect(readRoute('/library/', `?bot=${id}`)).toEqual({ page: 'library', botId: id })
  expect(readRoute('/bots', '')).toEqual({ page: 'bots' })
  expect(readRoute('/bots/new', '')).toEqual({ page: 'bot', id: null })
  expect(readRoute(`/bots/${id.toUpperCase()}`, '')).toEqual({ page: 'bot', id })
  expect(readRoute(`/c/${id}`, '')).toEqual({ page: 'conversation', id })
  expect(readRoute('/', '')).toEqual({ page: 'conversation', id: null })
  expect(readRoute('/archive/', '')).toEqual({ page: 'archive' })
  for (const none of ['/anything', '/c/7', '/Archive']) expect(readRoute(none, '')).toEqual({ page: 'unknown' })
})
