/** Says so and ends where Node is too old; written so that an old Node can read it. */
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Folio needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org/en/download.`,
  )
  process.exit(1)
}
