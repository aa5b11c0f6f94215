import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from './root.mjs'

const LEFT_OUT = /^(node_modules|dist|test|\.cache)$|\.test\.tsx?$/

/** One hash over the names and contents of `paths` (files, and folders with all below them), and over `words`. */
export function hashOf(paths, words = []) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(filesBelow)) {
    const content = readFileSync(inRoot(path))
    hash.update(`${path}\0${content.length}\0`).update(content)
  }
  return hash.update(words.join('\0')).digest('hex')
}

function filesBelow(path) {
  const full = inRoot(path)
  if (!existsSync(full)) return []
  if (!statSync(full).isDirectory()) return [path]
  const names = readdirSync(full).filter(name => !LEFT_OUT.test(name))
  return names.sort().flatMap(name => filesBelow(join(path, name)))
}

export function readStamp(path) {
  return existsSync(inRoot(path)) ? readFileSync(inRoot(path), 'utf8').trim() : ''
}

export function writeStamp(path, stamp) {
  writeFileSync(inRoot(path), `${stamp}\n`)
}
