import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const source = (name: string) => fileURLToPath(new URL(`src/${name}.ts`, import.meta.url))
const entries = {
  main: source('main'),
  migrate: source('migrate'),
  worker: source('worker'),
  'password-worker': source('lib/password-worker'),
  'checkpoint-thread': source('store/checkpoint-thread'),
  'reader-thread': source('knowledge/reader-thread'),
  'search-thread': source('knowledge/search-thread'),
  'vector-thread': source('knowledge/vector-thread'),
  'drawing-thread': source('http/drawing-thread'),
}

/** The server as a few plain files: one process, no loader, quick to start. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file))),
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
  ssr: {
    // Bundled, the server reads a few files instead of a thousand and is ready in half the time. Left out: what is
    // native, and what is loaded only where a log file is asked for.
    noExternal: true,
    external: ['better-sqlite3', 'pino-roll'],
  },
})
