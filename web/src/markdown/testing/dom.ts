/**
 * happy-dom answers '' where the page's sanitiser asks for a node's name through the prototype, so that it would
 * take out nothing and everything. Import this before anything that sanitises.
 */
const NAMES: Record<number, string> = { 3: '#text', 8: '#comment', 9: '#document', 11: '#document-fragment' }

Object.defineProperty(Node.prototype, 'nodeName', {
  configurable: true,
  get(this: Node) {
    return this.nodeType === 1 ? (this as Element).tagName : (NAMES[this.nodeType] ?? '')
  },
})

export function serialise(root: ParentNode): string {
  return [...root.children].map(child => child.outerHTML).join('\n')
}
