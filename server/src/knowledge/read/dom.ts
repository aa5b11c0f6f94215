/** As much of an element as is needed here: the server knows no browser. */
export type Element = {
  readonly nodeType: number
  readonly nodeName: string
  readonly firstChild: Element | null
  readonly nextSibling: Element | null
  readonly parentNode: Element | null
  readonly textContent: string
  getAttribute(name: string): string | null
  querySelectorAll(selector: string): Iterable<Element>
  remove(): void
}

/** Without recursion, since that is what it guards. */
export function depthAndSize(root: Element): { depth: number; elements: number } {
  let [depth, deepest, elements] = [1, 1, 1]
  for (let node: Element | null = root; node;) {
    if (node.nodeType === ELEMENT) elements++
    if (node.firstChild) {
      node = node.firstChild
      deepest = Math.max(deepest, ++depth)
      continue
    }
    while (node && node !== root && !node.nextSibling) {
      node = node.parentNode
      depth--
    }
    node = node === root || !node ? null : node.nextSibling
  }
  return { depth: deepest, elements }
}

const ELEMENT = 1
const COMMENT = 8

/** Removes what a browser would not show, so that nothing is read that a person could not have. */
export function removeUnseen(document: Element): void {
  for (const element of document.querySelectorAll(UNSEEN)) element.remove()
  for (const element of document.querySelectorAll('[style]'))
    if (HIDING.test(element.getAttribute('style') ?? '')) element.remove()
  for (const comment of commentsOf(document)) comment.remove()
}

const UNSEEN = [
  'script, style, noscript, template, iframe, frame, object, embed, applet, svg, canvas, audio, video, head, nav',
  'input, select, button, textarea, dialog:not([open]), [hidden], [aria-hidden="true"]',
].join(', ')

const HIDING =
  /display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$|!)|font-size\s*:\s*0(?:px|em|rem|%|pt)?\s*(?:;|$|!)/i

function commentsOf(root: Element): Element[] {
  const found: Element[] = []
  for (let node: Element | null = root.firstChild; node;) {
    if (node.nodeType === COMMENT) found.push(node)
    if (node.firstChild) {
      node = node.firstChild
      continue
    }
    while (node && node !== root && !node.nextSibling) node = node.parentNode
    node = node === root || !node ? null : node.nextSibling
  }
  return found
}
