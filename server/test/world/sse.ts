import type { Frame } from './inbox.ts'

/** Server-sent events as frames, `{type, id?, …data}`. Knows the little of the format that may come. */
export async function* readSse(pieces: AsyncIterable<string>): AsyncGenerator<Frame> {
  let rest = ''
  for await (const piece of pieces) {
    const blocks = (rest + piece).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) if (!block.startsWith(':')) yield frameOf(block)
  }
}

function frameOf(block: string): Frame {
  const fields = new Map(
    block.split('\n').map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  )
  const [type, id, data] = ['event', 'id', 'data'].map(name => fields.get(name))
  const extra = [...fields.keys()].filter(name => !['event', 'id', 'data'].includes(name))
  if (type === undefined || data === undefined || extra.length > 0) throw new Error(`no event: ${block}`)
  return { type, ...(id === undefined ? {} : { id }), ...(JSON.parse(data) as object) } as Frame
}
