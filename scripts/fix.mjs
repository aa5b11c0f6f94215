import { command } from './lib/command.mjs'
import { install } from './lib/install.mjs'
import { inRoot } from './lib/root.mjs'
import { runHere } from './lib/run.mjs'

await command(async () => {
  await install()
  // The linter first: what it rewrites is then laid out.
  const lint = await runHere(process.execPath, [inRoot('node_modules/oxlint/bin/oxlint'), '--fix'])
  const format = await runHere(process.execPath, [inRoot('node_modules/oxfmt/bin/oxfmt')])
  return lint || format
})
