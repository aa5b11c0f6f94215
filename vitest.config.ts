import { defineConfig } from 'vitest/config'

// Processes, sockets and a browser on a machine that others may use too: what fails there once is asked again, and a
// fault that is ours fails twice.
const retry = process.env.CI ? 1 : 0

/** Three kinds of tests: pure ones beside the code, promises kept by the built server, and the page in a browser. */
export default defineConfig({
  test: {
    // Two cores are the least a machine has; more only helps.
    maxWorkers: '100%',
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
        },
      },
      {
        test: {
          name: 'behaviour',
          include: ['server/test/**/*.test.ts', 'chaos/**/*.test.ts'],
          retry,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'page',
          include: ['web/test/**/*.test.ts'],
          retry,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // A browser is worth a core: more at once and the clock of one disturbs the other.
          fileParallelism: false,
        },
      },
    ],
  },
})
