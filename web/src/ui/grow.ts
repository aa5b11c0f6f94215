/** Makes a field as high as its text, where the browser does not (`field-sizing: content`). */
export function growToText(field: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) return
  field.style.height = 'auto'
  field.style.height = `${field.scrollHeight}px`
}
