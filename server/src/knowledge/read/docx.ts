import { cleanDocument } from '../../lib/clean-document.ts'
import { inflateEntry, listZip, writeZip, ZipFault } from '../../lib/zip.ts'
import { JobFailure } from '../failure.ts'
import type { Extracted } from './extracted.ts'
import { htmlToMarkdown } from './html.ts'
import { firstTitle } from './markdown.ts'

export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** A Word document as Markdown. Pictures and whatever is outside of it are not opened. */
export async function readDocx(bytes: Uint8Array): Promise<Extracted> {
  const parts = textParts(bytes)
  const { default: mammoth } = await import('mammoth')
  const { value } = await mammoth
    .convertToHtml(
      { buffer: Buffer.from(writeZip(parts)) },
      {
        styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => h2:fresh"],
        convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
        externalFileAccess: false,
        includeEmbeddedStyleMap: false,
      },
    )
    .catch((cause: unknown) => {
      throw new JobFailure('unreadable', 'The Word document is broken.', { cause })
    })
  const text = cleanDocument(await htmlToMarkdown(value))
  return { title: firstTitle(text), mediaType: DOCX, text, form: 'markdown', pages: null }
}

/** What holds words: neither pictures nor fonts, nor what is packed into what is packed. */
const TEXT_PART =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|word\/(?:document\d*|styles|numbering|footnotes|endnotes)\.xml|word\/_rels\/(?:document\d*|footnotes|endnotes)\.xml\.rels)$/
const MAX_PART_BYTES = 40 * 2 ** 20
const MAX_FILES = 5_000

/** Unpacked by ourselves: their sizes are looked at before, and held to while they are. */
function textParts(bytes: Uint8Array): Map<string, Uint8Array> {
  try {
    const entries = listZip(bytes)
    if (entries.length > MAX_FILES) throw tooLarge()
    const wanted = new Map(entries.filter(({ name }) => TEXT_PART.test(name)).map(entry => [entry.name, entry]))
    let left = MAX_PART_BYTES
    if ([...wanted.values()].reduce((sum, { size }) => sum + size, 0) > left) throw tooLarge()
    const parts = new Map<string, Uint8Array>()
    for (const [name, entry] of wanted) {
      const part = inflateEntry(bytes, entry, left)
      left -= part.length
      // No word processor writes one, and what it declares is never wanted.
      if (Buffer.from(part.subarray(0, 4_096)).includes('<!DOCTYPE')) throw broken()
      parts.set(name, part)
    }
    return parts
  } catch (cause) {
    if (!(cause instanceof ZipFault)) throw cause
    throw cause.reason === 'too_large' ? tooLarge() : broken(cause)
  }
}

function tooLarge(): JobFailure {
  return new JobFailure('too_large', 'The Word document unpacks to more than one may.')
}

function broken(cause?: unknown): JobFailure {
  return new JobFailure('unreadable', 'The Word document is broken.', { cause })
}
