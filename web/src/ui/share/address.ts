import type { Share } from '@folio/protocol'

/** What is given to others. */
export const addressOf = ({ url }: Share): string => new URL(url, location.href).href
