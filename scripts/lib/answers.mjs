import { connect } from 'node:net'

/** Whether anybody listens there. */
export function answers(port, host = '127.0.0.1') {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: 500 })
    const done = answer => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => done(true))
    socket.once('error', () => done(false))
    socket.once('timeout', () => done(false))
  })
}
