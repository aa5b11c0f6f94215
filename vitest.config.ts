import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Processes, sockets and a browser on a machine that others may use too: what fails there once is asked again, and a
// fault that is ours fails twice.
const retry = process.env.CI ? 1 : 0

// Time measured in a page is that of a browser that has the machine to itself.
const ALONE = [
  'a-cut-line-is-told-and-mended',
  'a-stream-costs-little',
  'stop-keeps-the-text',
  'the-reader-keeps-their-place',
  'two-tabs-agree',
  'typing-goes-on-while-a-reply-streams',
].map(name => `web/test/${name}.test.ts`)

const cores = availableParallelism()
const page = { retry, testTimeout: 60_000, hookTimeout: 60_000 }

/** Three kinds of tests: pure ones beside the code, promises kept by the built server, and the page in a browser. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'protocol/src/**/*.test.ts',
            'markdown/src/**/*.test.ts',
            'migrations/src/**/*.test.ts',
            'server/src/**/*.test.ts',
            'web/src/**/*.test.{ts,tsx}',
            'bench/**/*.test.ts',
            'scripts/**/*.test.mjs',
          ],
          exclude: ['**/node_modules/**', '**/dist/**'],
          // Generous: a machine under load is no failure.
          testTimeout: 20_000,
          hookTimeout: 20_000,
          maxWorkers: cores + 1,
        },
      },
      {
        test: {
          name: 'behaviour',
          include: ['server/test/**/*.test.ts', 'chaos/**/*.test.ts'],
          retry,
          testTimeout: 30_000,
          hookTimeout: 30_000,
          // Many of them wait for most of their time.
          maxWorkers: cores + 1,
        },
      },
      {
        test: {
          name: 'page',
          include: ['web/test/**/*.test.ts'],
          exclude: ALONE,
          ...page,
          maxWorkers: cores,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'page-alone',
          include: ALONE,
          ...page,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
