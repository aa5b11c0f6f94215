import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** Beside what the page's own HTML names: what reading without a server needs, and the other languages. */
const LATER = /\/src\/(?:chat\/keep-copies\.ts$|ui\/installed\/|words\/)/
const SHELL = ['/', '/theme.js', '/favicon.svg', '/manifest.webmanifest']

/** Writes `sw.js` beside the page: `worker/sw.js`, with the name of the build and the files that open it. */
export function worker(): Plugin {
  return {
    name: 'worker',
    apply: 'build',
    writeBundle({ dir = '' }, bundle) {
      const read = (file: string) => readFileSync(join(dir, file === '/' ? 'index.html' : file))
      const named = [...String(read('/')).matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, name = '']) => name)
      const files = new Set(named)
      const add = (name: string): void => {
        files.add(name)
        const chunk = bundle[name]
        if (chunk?.type !== 'chunk') return
        for (const other of [...chunk.imports, ...(chunk.viteMetadata?.importedCss ?? [])])
          if (!files.has(other)) add(other)
      }
      for (const [name, made] of Object.entries(bundle)) {
        if (name.endsWith('.woff2') || (made.type === 'chunk' && LATER.test(made.facadeModuleId ?? ''))) add(name)
      }
      const shell = SHELL.filter(file => existsSync(join(dir, file)))
      const hash = createHash('sha256')
      for (const file of [...shell, ...files]) hash.update(read(file))
      const facts = { BUILD: hash.digest('hex').slice(0, 12), FILES: [...shell, ...[...files].map(name => `/${name}`)] }
      const head = Object.entries(facts).map(([name, value]) => `const ${name} = ${JSON.stringify(value)}\n`)
      writeFileSync(join(dir, 'sw.js'), head.join('') + String(readFileSync(join(import.meta.dirname, 'sw.js'))))
    },
  }
}
