import type { Address, Batch, Part } from '@folio/protocol'

/**
 * Where replies are written before anybody sees them: durable, ordered, fenced. It must not lie.
 * Every engine passes the same conformance suite.
 */
export type Tape = {
  /**
   * Appends only if `batch.at` is where the reply stands and no newer epoch has fenced it. Always answers where the
   * reply stands afterwards: that answer is the whole retry logic. Rejects when nothing could be written.
   */
  append(reply: string, batch: Batch): Promise<Address>
  /** Bars every older epoch, then returns what they wrote. */
  fence(reply: string, epoch: number): Promise<Part[]>
  /** What lies at and behind an offset; null when there is nothing. */
  read(reply: string, from: number): Promise<Batch | null>
  /** The row has it all now. Nothing happens where a newer epoch goes on with it. */
  drop(reply: string, epoch: number): Promise<void>
  /** What was written before this time (milliseconds since 1970) may have been lost since. */
  keptSince(): Promise<number>
  close(): Promise<void>
}

/** A tape in a database has one writer: another process that lives holds this one. */
export class TapeTaken extends Error {
  constructor(where: string) {
    super(`another server is running on ${where}; one at a time may, unless Redis carries the replies`)
    this.name = 'TapeTaken'
  }
}
