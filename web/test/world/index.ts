import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { PATIENCE_MS } from './page.ts'
import { openWorld, type World, type WorldOptions } from './world.ts'

export type { Page } from './page.ts'
export type { World } from './world.ts'

/** Waits until what is read fulfils what is expected of it. */
export const soon = <T>(read: () => Promise<T> | T) => expect.poll(read, { timeout: PATIENCE_MS, interval: 25 })

/**
 * A world for the tests of a file, each of which ends its visits. On no page may a script fail, the content policy be
 * needed, or another origin be called.
 */
export function useWorld(options?: WorldOptions): World {
  let opened: World | undefined
  beforeAll(async () => {
    opened = await openWorld(options)
  })
  afterEach(async () => {
    opened?.line.mend()
    const faults = (await opened?.leave()) ?? []
    opened?.model.reset()
    expect(faults).toEqual([])
  })
  afterAll(() => opened?.close())
  // The world is there as soon as a test is.
  return new Proxy({} as World, { get: (_, key) => Reflect.get(opened ?? {}, key) })
}
