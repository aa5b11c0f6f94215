import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { partsOfMarked } from './parts.ts'
import { sharedPage } from './shared/plugin.ts'
import { worker } from './worker/plugin.ts'

const SERVER = 'http://127.0.0.1:8000'
const dist = join(import.meta.dirname, 'dist')

/** Lays a `.br` and a `.gz` beside each text of the build, so that the server compresses nothing at run time. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    // After everybody who writes beside the page, and not where nothing is written.
    writeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
          if (!/\.(?:js|css|html|svg|webmanifest)$/.test(name)) continue
          const path = join(dist, name)
          const bytes = readFileSync(path)
          writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
          writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
        }
      },
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), partsOfMarked(), sharedPage(), worker(), precompress()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['chrome125', 'edge125', 'firefox128', 'safari17.5'],
    // The page's policy allows no data: fonts and no inline script.
    assetsInlineLimit: 0,
    // The first script would carry the names of all others, for a few milliseconds of each.
    modulePreload: false,
    rolldownOptions: {
      output: {
        // What the first answer needs is one file: sixteen small ones weigh 4 KiB more, for each is packed by itself.
        codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: {
      '/api': { target: SERVER, ws: true },
      '/auth': SERVER,
      '/chat': SERVER,
      '/health': SERVER,
      '/s/': SERVER,
    },
  },
  test: { include: ['src/**/*.test.{ts,tsx}'] },
})
