import { connect, type Socket } from 'node:net'

/** One connection that is kept, with one request at a time on it. */
type Lane = { ask(request: string, then: (status: number) => void): void; close(): void }

export type Lanes = {
  /** Sends a request where a connection is free; false where none is. `then` hears the status, 0 where it broke. */
  ask(request: string, then: (status: number) => void): boolean
  close(): void
}

/** So many connections to one server, all of them open before the first is used. One that breaks is opened anew. */
export async function openLanes(base: string, count: number): Promise<Lanes> {
  const all = new Set<Lane>()
  const idle: Lane[] = []
  let closed = false

  const open = () =>
    new Promise<void>(resolve => {
      const lane = openLane(
        base,
        () => {
          idle.push(lane)
          resolve()
        },
        () => {
          all.delete(lane)
          const place = idle.indexOf(lane)
          if (place >= 0) idle.splice(place, 1)
          resolve()
          if (!closed) void open()
        },
      )
      all.add(lane)
    })
  for (let n = 0; n < count; n++) await open()
  return {
    ask(request, then) {
      const lane = idle.pop()
      lane?.ask(request, then)
      return lane !== undefined
    },
    close() {
      closed = true
      for (const lane of all) lane.close()
    },
  }
}

function openLane(base: string, onIdle: () => void, onGone: () => void): Lane {
  const { hostname, port } = new URL(base)
  const socket: Socket = connect(Number(port), hostname, onIdle).setNoDelay(true).setEncoding('latin1')
  let waiting: ((status: number) => void) | undefined
  let said = ''
  const answer = (status: number) => {
    const then = waiting
    waiting = undefined
    then?.(status)
  }
  socket.on('data', (piece: string) => {
    said += piece
    if (!isWhole(said)) return
    const [head, status] = [said.slice(0, said.indexOf('\r\n\r\n')), Number(said.slice(9, 12))]
    said = ''
    answer(status)
    if (/connection: close/i.test(head)) socket.destroy()
    else onIdle()
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    answer(0)
    onGone()
  })
  return {
    ask(request, then) {
      waiting = then
      socket.write(request)
    },
    close: () => void socket.destroy(),
  }
}

/** Whether an answer of HTTP/1.1, sized or in chunks, is there to its end. */
function isWhole(said: string): boolean {
  const headEnd = said.indexOf('\r\n\r\n')
  if (headEnd < 0) return false
  const size = /content-length: *(\d+)/i.exec(said.slice(0, headEnd))?.[1]
  return size === undefined ? said.endsWith('0\r\n\r\n') : said.length >= headEnd + 4 + Number(size)
}
