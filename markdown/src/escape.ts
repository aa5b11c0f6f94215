const REPLACEMENTS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text as it must be written between tags or inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, char => REPLACEMENTS[char] ?? char)
}

/** Like `escapeHtml`, but a character reference the author wrote (`&copy;`) keeps its meaning. */
export function escapeProse(text: string): string {
  return text.replace(/[<>"']|&(?!#\d{1,7};|#x[\da-f]{1,6};|\w{1,32};)/gi, char => REPLACEMENTS[char] ?? char)
}
