declare module 'pino-roll' {
  type Options = { file: string; size: string; limit: { count: number }; mkdir: boolean; sync: boolean }
  export default function openRolling(options: Options): Promise<import('pino').DestinationStream>
}
