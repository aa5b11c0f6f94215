/** `doubtful`: nothing has been heard for longer than a living server is silent, an answer was asked for in vain. */
export type ConnectionState = 'off' | 'opening' | 'live' | 'doubtful' | 'waiting'
export type ConnectionEvent = 'start' | 'opened' | 'heard' | 'silent' | 'closed' | 'due' | 'stop'

export const TRANSITIONS: Record<ConnectionState, Record<ConnectionEvent, ConnectionState>> = {
  off: { start: 'opening', opened: 'off', heard: 'off', silent: 'off', closed: 'off', due: 'off', stop: 'off' },
  opening: {
    start: 'opening',
    opened: 'live',
    heard: 'opening',
    silent: 'waiting',
    closed: 'waiting',
    due: 'opening',
    stop: 'off',
  },
  live: {
    start: 'live',
    opened: 'live',
    heard: 'live',
    silent: 'doubtful',
    closed: 'waiting',
    due: 'opening',
    stop: 'off',
  },
  doubtful: {
    start: 'doubtful',
    opened: 'live',
    heard: 'live',
    silent: 'waiting',
    closed: 'waiting',
    due: 'opening',
    stop: 'off',
  },
  waiting: {
    start: 'opening',
    opened: 'waiting',
    heard: 'waiting',
    silent: 'waiting',
    closed: 'waiting',
    due: 'opening',
    stop: 'off',
  },
}
