/**
 * Makes `parent`'s children from `from` on equal to those of `fresh`, keeping every node that is equal already.
 * Takes nodes out of `fresh`.
 */
export function morphChildren(parent: Node, fresh: Node, from = 0): void {
  let old: ChildNode | null = parent.childNodes[from] ?? null
  while (fresh.firstChild) {
    const next: ChildNode = fresh.firstChild
    if (!old) {
      parent.appendChild(next)
      continue
    }
    const following: ChildNode | null = old.nextSibling
    if (morph(old, next) !== next) next.remove()
    old = following
  }
  while (old) {
    const following: ChildNode | null = old.nextSibling
    old.remove()
    old = following
  }
}

/** The node that stands in the page afterwards: the old one wherever it can be kept. */
export function morph<T extends ChildNode>(old: ChildNode, fresh: T): ChildNode {
  if (old.isEqualNode(fresh)) return old
  if (old instanceof Text && fresh instanceof Text) {
    if (fresh.data.startsWith(old.data)) old.appendData(fresh.data.slice(old.data.length))
    else old.data = fresh.data
    return old
  }
  if (old instanceof Element && fresh instanceof Element && old.cloneNode().isEqualNode(fresh.cloneNode())) {
    morphChildren(old, fresh)
    return old
  }
  old.replaceWith(fresh)
  return fresh
}
