/** JSON in pieces, written while it is read. */
export type JsonPieces = AsyncIterable<string> | Iterable<string>

/** A list of what may be long itself. What has no pieces is left out. */
export async function* listOf(items: AsyncIterable<JsonPieces> | Iterable<JsonPieces>): AsyncGenerator<string> {
  let before = '['
  for await (const item of items) {
    for await (const piece of item) {
      yield before + piece
      before = ''
    }
    if (before === '') before = ',\n'
  }
  yield before === '[' ? '[]' : ']'
}

/** An object of which the last member is long. */
export async function* objectWith(head: object, name: string, member: JsonPieces): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"${name}":`
  yield* member
  yield '}'
}
