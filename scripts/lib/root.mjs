import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the project, wherever the command was called from. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

export const inRoot = (...names) => join(root, ...names)

export const PNPM = ['npx', '--yes', 'pnpm@10.34.9']
export const PACKAGES = ['protocol', 'markdown', 'migrations', 'server', 'web', 'bench', 'chaos']
