export function createPodProxy(ports: readonly number[]): {
  listen(port: number, host: string): Promise<number>
  leave(): void
  close(): void
}
