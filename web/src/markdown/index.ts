export { bindCodeButtons, copyText } from './code-buttons.ts'
export { createRenderer, renderAll } from './renderer.ts'
export type { Frames, MarkdownRenderer, RendererOptions } from './renderer.ts'
