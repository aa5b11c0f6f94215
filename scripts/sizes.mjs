/**
 * What each page weighs over the wire, packed with gzip, and the largest modules of the first answer.
 *
 *     node scripts/sizes.mjs         the twenty largest
 *     node scripts/sizes.mjs 50      more of them
 */
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { command } from './lib/command.mjs'
import { install } from './lib/install.mjs'
import { inRoot } from './lib/root.mjs'
import { bytesBySource } from './lib/source-map.mjs'

/** Beside what every page has. */
const PAGES = {
  conversation: [],
  library: ['library/LibraryPage.tsx'],
  bots: ['bots/BotsPage.tsx'],
  bot: ['bots/BotPage.tsx'],
  settings: ['settings/SettingsPage.tsx'],
  source: ['passage/SourcePage.tsx'],
}

await command(async ([count = '20']) => {
  await install()
  process.env.NODE_ENV = 'production'
  const { output } = await build({
    root: inRoot('web'),
    logLevel: 'silent',
    // In memory: what is served stays as it is, and so do the plugins that write beside it.
    build: { write: false, sourcemap: 'hidden' },
  })
  const made = new Map(output.map(file => [file.fileName, file]))
  const first = filesOf(made, [...firstScripts(output)])
  for (const [page, parts] of Object.entries(PAGES)) {
    const own = output.filter(file => parts.some(part => file.facadeModuleId?.endsWith(`/ui/${part}`)))
    const files = filesOf(made, [...first, ...own.map(file => file.fileName)])
    console.log(`${page.padEnd(14)} scripts ${weigh(made, files, '.js')}, styles ${weigh(made, files, '.css')}`)
  }
  console.log('\nThe first answer, by module; packed together, so each share is an estimate:')
  for (const [name, bytes] of largest(made, first).slice(0, Number(count))) console.log(`${kib(bytes)}  ${name}`)
})

function* firstScripts(output) {
  const page = output.find(file => file.fileName === 'index.html')
  for (const [, name] of String(page?.source).matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)) yield name
}

/** With all that they bring along. */
function filesOf(made, names, files = new Set()) {
  for (const name of names) {
    const file = made.get(name)
    if (!file || files.has(name)) continue
    files.add(name)
    filesOf(made, [...(file.imports ?? []), ...(file.viteMetadata?.importedCss ?? [])], files)
  }
  return files
}

function packed(file) {
  return gzipSync(file.code ?? file.source, { level: 9 }).length
}

function kib(bytes) {
  return `${(bytes / 1_024).toFixed(1).padStart(6)} KiB`
}

function weigh(made, files, end) {
  return kib([...files].filter(name => name.endsWith(end)).reduce((sum, name) => sum + packed(made.get(name)), 0))
}

function largest(made, files) {
  const modules = new Map()
  for (const name of files) {
    const file = made.get(name)
    if (!file.map) continue
    const share = packed(file) / file.code.length
    for (const [source, bytes] of bytesBySource(file.code, file.map)) {
      const short = source.replace(/^.*node_modules\/(?!\.pnpm)/, '').replace(/^(?:\.\.\/)*/, '')
      modules.set(short, (modules.get(short) ?? 0) + bytes * share)
    }
  }
  return [...modules].sort(([, a], [, b]) => b - a)
}
