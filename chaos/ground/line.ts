import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** What passes from the server to a client: given each piece, it writes what is to arrive, or cuts behind it. */
export type Meddler = (write: (piece: Buffer) => void, cut: () => void) => (piece: Buffer) => void

/** The line to a server: it can be cut, closed, or go dead. */
export type Line = {
  port: number
  /** Breaks what is connected now. */
  cut(): void
  /** Breaks what is connected, and whoever tries is refused. */
  close(): void
  /** Connections stay and new ones are taken, but nothing arrives any more. */
  hold(): void
  /** All is as it was; what was held arrives. */
  open(): void
  end(): void
}

/** A proxy on 127.0.0.1 in front of `target`. */
export async function layLine(target: number, meddler: Meddler = write => write): Promise<Line> {
  const pairs = new Set<Pair>()
  let closed = false
  let held = false

  const server = createServer(client => {
    if (closed) return void client.resetAndDestroy()
    const pair = [client, connect(target, '127.0.0.1')] as const
    pairs.add(pair)
    join(pair, meddler, {
      isHeld: () => held,
      onGone: () => void pairs.delete(pair),
    })
  })
  await new Promise<void>(resolve => server.listen({ port: 0, host: '127.0.0.1', backlog: 1_024 }, resolve))

  const cutAll = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy()
    pairs.clear()
  }
  const each = (deed: (socket: Socket) => void) => {
    for (const pair of pairs) for (const socket of pair) deed(socket)
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut: cutAll,
    close() {
      closed = true
      cutAll()
    },
    hold() {
      held = true
      each(socket => socket.pause())
    },
    open() {
      closed = held = false
      each(socket => socket.resume())
    },
    end() {
      server.close()
      cutAll()
    },
  }
}

type Pair = readonly [client: Socket, upstream: Socket]

/** What one of the two says the other hears, as fast as it takes it; and where one ends, both do. */
function join(pair: Pair, meddler: Meddler, { isHeld, onGone }: { isHeld: () => boolean; onGone: () => void }): void {
  const [client, upstream] = pair
  const meddle = meddler(
    piece => client.writable && client.write(piece),
    () => client.destroySoon(),
  )
  const slow = (from: Socket, to: Socket) => {
    from.pause()
    to.once('drain', () => isHeld() || from.resume())
  }
  client.on('data', piece => {
    if (upstream.writable && !upstream.write(piece)) slow(client, upstream)
  })
  upstream.on('data', piece => {
    meddle(piece)
    if (client.writableNeedDrain) slow(upstream, client)
  })
  for (const socket of pair) {
    socket.setNoDelay(true)
    if (isHeld()) socket.pause()
    socket.on('error', () => {})
    socket.on('close', () => {
      onGone()
      for (const one of pair) one.destroy()
    })
  }
}
