import { connect, type NatsConnection } from '@nats-io/transport-node'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { inTime } from '../lib/in-time.ts'
import { ANSWER_MS, keep, type Kept } from '../lib/kept.ts'

type Where = { url: string; name: string; onTrouble: (error: Error) => void }

/**
 * A connection to NATS that is replaced whenever it is lost. The client's own way of connecting again keeps what is
 * published meanwhile, and waits for a server that hangs to take the rest of what was written to it.
 */
export function keepNatsConnection({ url, name, onTrouble }: Where): Kept<NatsConnection> {
  return keep<NatsConnection>({
    open: async lose => {
      const connection = await open(url, name)
      void connection.closed().then(error => lose(connection, error ?? new Error('the connection was closed')))
      void tellRefusals(connection, onTrouble)
      return connection
    },
    ping: connection => connection.flush(),
    discard: connection => void connection.close(),
    close: connection => connection.drain(),
    onTrouble,
  })
}

async function open(url: string, name: string): Promise<NatsConnection> {
  const { protocol, hostname, port, username, password } = new URL(url)
  const [host, portNumber] = [hostname.replace(/^\[|\]$/g, ''), Number(port || 4222)]
  await greeted(host, portNumber)
  return connect({
    servers: `${hostname}:${portNumber}`,
    name,
    ...signIn(decodeURIComponent(username), decodeURIComponent(password)),
    ...(protocol === 'tls:' ? { tls: {} } : {}),
    timeout: ANSWER_MS,
    reconnect: false,
    ignoreClusterUpdates: true,
    noAsyncTraces: true,
  })
}

/** A lone name is a token, as everywhere with NATS. */
function signIn(user: string, pass: string) {
  if (user === '') return {}
  return pass === '' ? { token: user } : { user, pass }
}

/** The client never lets go of a server that takes the connection and says nothing: so a socket asks first. */
async function greeted(host: string, port: number): Promise<void> {
  const socket = createConnection({ host, port })
  const closed = once(socket, 'close').then(() => Promise.reject(new Error('NATS closed the connection')))
  try {
    await inTime(Promise.race([once(socket, 'data'), closed]), ANSWER_MS, late => socket.destroy(late))
  } finally {
    socket.destroy()
  }
}

/** What the server does not let us publish or hear: the first of each connection. */
async function tellRefusals(connection: NatsConnection, onTrouble: (error: Error) => void): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === 'error') return onTrouble(status.error)
  }
}
