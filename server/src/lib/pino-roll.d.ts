declare module 'pino-roll' {
  type Options = {
    file: string
    size: string
    limit: { count: number }
    mkdir: boolean
    sync: boolean
    maxLength: number
  }
  type Stream = import('pino').DestinationStream & { on(event: 'error', listener: () => void): unknown }
  export default function openRolling(options: Options): Promise<Stream>
}
