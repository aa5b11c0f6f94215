// @vitest-environment happy-dom
import './testing/dom.ts'
import { expect, test } from 'vitest'
import { atOnce, openPage } from './testing/world.ts'

test('however often it is written, it is drawn once in a frame', () => {
  const page = openPage()
  for (const text of ['O', 'On', 'One', 'One ', 'One w']) page.renderer.write(text)
  expect(page.frames.requested).toBe(1)
  expect(page.html()).toBe('')
  page.frames.next()
  expect(page.html()).toBe('<p>One w</p>')
  expect(page.frames.isWaiting).toBe(false)
})

test('without news there are no frames', () => {
  const page = openPage()
  page.renderer.write('One')
  page.frames.next()
  page.renderer.write('One')
  expect(page.frames.isWaiting).toBe(false)
})

test('the end is drawn at once, even where no frame ever comes', () => {
  const page = openPage()
  page.renderer.write('One **tw')
  page.renderer.end('One **two**')
  expect(page.html()).toBe('<p>One <strong>two</strong></p>')
  expect(page.frames.isWaiting).toBe(false)
})

test('a long tail waits some frames, and then is drawn as far as it has come', () => {
  const page = openPage()
  const words = 'words without end '.repeat(1_000)
  page.renderer.write(words)
  page.frames.next()
  page.renderer.write(`${words}more`)
  page.frames.next()
  expect(page.host.textContent).not.toContain('more')
  let frames = 0
  while (page.frames.isWaiting && frames < 10) {
    page.frames.next()
    frames++
  }
  expect(page.host.textContent).toContain('more')
  expect(frames).toBeLessThan(6)
})

test('half a character waits for its other half', () => {
  const page = openPage()
  page.renderer.write('Hi \uD83D')
  page.frames.next()
  expect(page.host.textContent?.trim()).toBe('Hi')
  page.renderer.write('Hi \uD83D\uDE00')
  page.frames.next()
  expect(page.host.textContent).toBe('Hi \u{1F600}')
})

test('after destroy the host is empty and nothing is waiting', () => {
  const page = openPage()
  page.renderer.write('One')
  page.frames.next()
  page.renderer.write('One two')
  page.renderer.destroy()
  expect(page.host.childNodes).toHaveLength(0)
  expect(page.frames.isWaiting).toBe(false)
})

test('an empty reply is an empty page', () => {
  const page = openPage()
  page.renderer.write('')
  page.renderer.end('')
  expect(page.html()).toBe('')
  expect(atOnce('\n \n')).toBe('')
})
