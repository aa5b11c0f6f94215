import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** This machine lacks what a row needs: the row is left out, and says why. */
export class Missing extends Error {}

const POSTGRES = '/usr/lib/postgresql'

/** Where a program is. Throws `Missing`. */
export function findProgram(name: string): string {
  const versions = existsSync(POSTGRES) ? readdirSync(POSTGRES).sort((a, b) => Number(b) - Number(a)) : []
  const places = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/bin',
    '/opt/homebrew/bin',
    ...versions.map(version => join(POSTGRES, version, 'bin')),
  ]
  const found = places.map(place => join(place, name)).find(path => existsSync(path))
  if (found === undefined) throw new Missing(`there is no ${name}`)
  return found
}

/** Why the machine cannot do what needs all of these; undefined where it can. */
export function missingPrograms(names: readonly string[]): string | undefined {
  try {
    names.forEach(findProgram)
    return undefined
  } catch (error) {
    if (error instanceof Missing) return error.message
    throw error
  }
}
