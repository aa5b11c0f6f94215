// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest'
import { getTheme, nextTheme, setTheme } from './theme.ts'

beforeEach(() => setTheme('system'))

test('the first step away from the system is the one that can be seen', () => {
  expect([nextTheme('system', false), nextTheme('system', true)]).toEqual(['dark', 'light'])
})

test('three steps lead back', () => {
  for (const dark of [false, true]) expect(nextTheme(nextTheme(nextTheme('system', dark), dark), dark)).toBe('system')
})

test('a choice is on the page and in storage, the system is in neither', () => {
  setTheme('dark')
  expect([getTheme(), document.documentElement.dataset['theme'], localStorage.getItem('folio.theme')]).toEqual([
    'dark',
    'dark',
    'dark',
  ])
  setTheme('system')
  expect([getTheme(), localStorage.getItem('folio.theme')]).toEqual(['system', null])
})
