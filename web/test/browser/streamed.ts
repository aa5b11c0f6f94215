/** Runs in the browser: one text streamed in pieces, and everything about its frames that should not be so. */
import { toHtml } from '@folio/markdown'
import { createRenderer, renderAll } from '../../src/markdown/index.ts'
import { sanitise } from '../../src/markdown/sanitise.ts'
import { WRITING } from '../../src/markdown/writing.ts'

/** What marks something up; shown in a frame but not at the end, it is half-written. */
const MARKERS = /[*_`~[\]|$#]/g
/** Nobody can know that `[a]` will be a link before it has been said where it leads. */
const MARKERS_BUT_REFERENCES = /[*_`~|$#]/g
/** Behind this many younger blocks nothing may change, unless a reference is defined later. */
const OPEN_BLOCKS = 3

/** Draws a text in so many frames, and its end. */
export function inFrames(text: string, count: number): void {
  const { host, renderer, next } = openSheet()
  for (let frame = 1; frame <= count; frame++) {
    renderer.write(text.slice(0, Math.ceil((text.length * frame) / count)))
    next()
  }
  renderer.end(text)
  host.remove()
}

export function streamed(text: string, lengths: readonly number[]): string[] {
  const { host, renderer, next } = openSheet()
  const whole = document.createElement('div')
  whole.append(renderAll(text))
  const isDefining = /\]:/.test(text)
  const markers = isDefining ? MARKERS_BUT_REFERENCES : MARKERS
  const allowed = countMarkers(whole.textContent, markers)
  const settled = new Map<Element, string>()
  const faults = new Set<string>()
  let raw = 0

  for (let at = 0, piece = 0; at < text.length; piece++) {
    at += lengths[piece % lengths.length] ?? 1
    renderer.write(text.slice(0, at))
    next()
    raw = isRaw(countMarkers(host.textContent, markers), allowed) ? raw + 1 : 0
    if (raw === 2) faults.add(`half-written: ${JSON.stringify(host.textContent.slice(-40))}`)
    for (const block of [...host.children].slice(0, -OPEN_BLOCKS))
      if (!settled.has(block)) settled.set(block, block.outerHTML)
  }
  renderer.end(text)
  if (host.innerHTML !== whole.innerHTML) faults.add(`ends as ${host.innerHTML}, at once it is ${whole.innerHTML}`)
  for (const [block, html] of settled)
    if (!isDefining && (block.parentNode !== host || block.outerHTML !== html)) faults.add(`not settled: ${html}`)
  host.remove()
  return [...faults]
}

/** A reply whose frames come when they are asked for. */
function openSheet() {
  const host = document.body.appendChild(document.createElement('div'))
  let draw: (() => void) | undefined
  const renderer = createRenderer(host, {
    frames: {
      request(drawNext) {
        draw = drawNext
        return 1
      },
      cancel() {
        draw = undefined
      },
    },
  })
  return { host, renderer, next: () => draw?.() }
}

function countMarkers(text: string, markers: RegExp): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [marker] of text.matchAll(markers)) counts.set(marker, (counts.get(marker) ?? 0) + 1)
  return counts
}

function isRaw(shown: Map<string, number>, allowed: Map<string, number>): boolean {
  return [...shown].some(([marker, count]) => count > (allowed.get(marker) ?? 0))
}

/** The beginnings of a text that do not pass the sanitiser as they are. */
export function changedByTheWall(text: string): string[] {
  const step = Math.ceil(text.length / 150)
  const beginnings = Array.from({ length: Math.ceil(text.length / step) }, (_, i) => text.slice(0, (i + 1) * step))
  return beginnings.filter(beginning => !isSameBehindTheWall(beginning))
}

function isSameBehindTheWall(text: string): boolean {
  const html = toHtml(text, [], WRITING)
  const before = new DOMParser().parseFromString(html, 'text/html').body
  const after = document.createElement('body')
  after.append(sanitise(html))
  return before.innerHTML === after.innerHTML
}
