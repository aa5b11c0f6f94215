import { expect, test } from 'vitest'
import { KINDS, large, TEXT } from './world/documents.ts'
import { soon, useWorld } from './world/index.ts'
import { shelfOf, slowDown } from './world/shelf.ts'

/** Nobody reads what is queued, until a worker is there. */
const world = useWorld({ env: { WORKERS: '0' } })

test('an upload says how far it is, and can be cancelled', async () => {
  const page = await world.guest()
  const shelf = shelfOf(page)
  await shelf.open()
  await slowDown(page, 100_000)
  await shelf.choose(large('long.txt', 1_000_000))
  const bar = page.tab.getByRole('progressbar', { name: 'Progress of long.txt' })
  await bar.waitFor()
  await shelf.says('long.txt', /Uploading [1-9]\d?\u202f%/)
  await soon(async () => Number(await bar.evaluate(element => (element as HTMLProgressElement).value))).toBeGreaterThan(
    0,
  )
  await shelf.press('Cancel', 'long.txt')
  await soon(() => shelf.rows.count()).toBe(0)
})

test('an upload that a reload has cut off says so', async () => {
  const page = await world.guest()
  const shelf = shelfOf(page)
  await shelf.open()
  await slowDown(page, 50_000)
  await shelf.choose(large('long.txt', 1_000_000))
  await shelf.says('long.txt', 'Uploading')
  await page.tab.reload()
  await shelf.says('long.txt', 'The upload was cut off')
  await shelf.press('Dismiss', 'long.txt')
  await page.tab.reload()
  await shelf.isEmpty()
})

test('what waits still waits after a reload, is cancelled, tried again, and read by a worker elsewhere', async () => {
  const page = await world.guest()
  const shelf = shelfOf(page)
  await shelf.open()
  await shelf.choose(TEXT.file, KINDS[2].file)
  await shelf.says('ferry', 'Waiting')
  await shelf.says('lighthouse', 'Waiting')
  await page.tab.reload()
  await shelf.says('ferry', 'Waiting')
  await shelf.press('Cancel', 'ferry')
  await shelf.says('ferry', 'Cancelled')
  await shelf.press('Retry', 'ferry')
  await shelf.says('ferry', 'Waiting')
  const worker = world.startWorker()
  await shelf.says('ferry', 'Ready, 1 passage')
  await shelf.says('Lighthouse', 'Ready, 1 passage')
  await worker.stop()
  expect(await shelf.rows.count()).toBe(2)
})
