export { bindCodeButtons, copyText } from './code-buttons.ts'
export type { Mark } from '@folio/markdown'
export { createRenderer, renderAll } from './renderer.ts'
export type { MarkdownRenderer } from './renderer.ts'
