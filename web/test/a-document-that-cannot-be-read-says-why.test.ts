import { expect, test } from 'vitest'
import { BROKEN, KINDS, large, SCAN, TEXT } from './world/documents.ts'
import { soon, useWorld } from './world/index.ts'
import { shelfOf } from './world/shelf.ts'

const world = useWorld({ env: { MAX_FILE_BYTES: '200000', GUEST_MAX_SOURCES: '3' } })

test('what is broken has a reason, and can be tried again', async () => {
  const page = await world.guest()
  const shelf = shelfOf(page)
  await shelf.open()
  await shelf.choose(BROKEN)
  await shelf.says('broken', /Failed\. \S+/)
  const retried = page.tab.waitForResponse(/\/api\/training\/jobs\/[^/]+\/retry$/)
  await shelf.press('Retry', 'broken')
  expect((await retried).status()).toBe(202)
  await shelf.says('broken', /Failed\. \S+/)
})

test('pictures of text are called that', async () => {
  const page = await world.guest()
  const shelf = shelfOf(page)
  await shelf.open()
  await shelf.choose(SCAN)
  await shelf.says('scan', 'This PDF has pictures of text only')
  expect(
    await shelf
      .row('scan')
      .getByRole('button', { name: /^Retry/ })
      .count(),
  ).toBe(0)
})

test('a file that is too large is refused with its reason, and the others are taken', async () => {
  const page = await world.guest()
  const shelf = shelfOf(page)
  await shelf.open()
  await shelf.choose(large('large.txt', 2_000_000), TEXT.file)
  await shelf.says('large.txt', 'Not taken. It is larger than the server takes.')
  await shelf.says('ferry', 'Ready')
  await shelf.press('Dismiss', 'large.txt')
  await soon(() => shelf.rows.count()).toBe(1)
})

test('beyond the quota a file is refused with its reason', async () => {
  const page = await world.guest()
  const shelf = shelfOf(page)
  await shelf.open()
  await shelf.choose(...KINDS.slice(0, 4).map(({ file }) => file))
  await page.tab.getByText(/Not taken\. .*Guests/).waitFor()
  await soon(() => shelf.rows.filter({ hasText: 'Ready' }).count()).toBe(3)
})
