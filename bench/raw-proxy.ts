import { Agent, createServer, request } from 'node:http'

/** The least a server between a model and its readers can do: it passes the bytes on, and knows nothing of them. */
const model = new URL(process.env['OPENAI_BASE_URL'] ?? 'http://127.0.0.1:9100/v1')
const agent = new Agent({ keepAlive: true, maxSockets: Infinity })

const server = createServer((incoming, outgoing) => {
  const { method, url, headers } = incoming
  const call = request({ agent, host: model.hostname, port: model.port, path: url, method, headers }, answer => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(outgoing)
  })
  call.on('error', () => outgoing.destroy())
  outgoing.on('close', () => outgoing.writableFinished || call.destroy())
  incoming.pipe(call)
})
server.listen({ port: Number(process.env['PORT']), host: '127.0.0.1', backlog: 4_096 })
process.on('SIGTERM', () => process.exit(0))
