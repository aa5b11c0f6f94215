export { bindCodeButtons, copyText } from './code-buttons.ts'
export type { Mark } from './marks.ts'
export { createRenderer, renderAll } from './renderer.ts'
export type { MarkdownRenderer } from './renderer.ts'
