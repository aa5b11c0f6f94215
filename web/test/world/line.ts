import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type Line = {
  port: number
  /** Ends what goes through, and lets nothing new through. */
  cut(): void
  /** Keeps everything open and passes nothing on, as when a cable is drawn. */
  freeze(): void
  mend(): void
  close(): Promise<void>
}

/** A wire between browser and server that can be cut. */
export async function layLine(portOf: () => number): Promise<Line> {
  const sockets = new Set<Socket>()
  let state: 'whole' | 'cut' | 'frozen' = 'whole'

  function keep(socket: Socket, other: Socket): void {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      other.destroy()
    })
    if (state === 'frozen') socket.pause()
  }

  const server = createServer(near => {
    if (state === 'cut') return near.destroy()
    const far = connect(portOf(), '127.0.0.1')
    near.setNoDelay(true).pipe(far.setNoDelay(true)).pipe(near)
    keep(near, far)
    keep(far, near)
    return undefined
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const all = (change: (socket: Socket) => unknown) => [...sockets].forEach(change)

  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      state = 'cut'
      all(socket => socket.destroy())
    },
    freeze() {
      state = 'frozen'
      all(socket => socket.pause())
    },
    mend() {
      state = 'whole'
      all(socket => socket.resume())
    },
    close() {
      all(socket => socket.destroy())
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}
