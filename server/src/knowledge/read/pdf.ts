import { cleanDocument } from '../../lib/clean-document.ts'
import { JobFailure } from '../failure.ts'
import { createGrowing, type Extracted, type Room } from './extracted.ts'
import { pageText } from './pdf-page.ts'

/** The text of a PDF page by page. Its scripts, links and attachments are left alone. */
export async function readPdf(bytes: Uint8Array, room: Room): Promise<Extracted> {
  const task = await opening(bytes)
  try {
    return await readPages(await opened(task), room)
  } finally {
    await task.destroy()
  }
}

async function readPages(pdf: Pdf, room: Room): Promise<Extracted> {
  const out = createGrowing(room)
  const pages: number[] = []
  let length = 0
  let unread = 0
  for (let n = 1; n <= pdf.numPages && unread < MAX_UNREAD; n++) {
    const text = await textOf(pdf, n)
    pages.push(length)
    if (text === undefined) unread++
    const piece = text ? `${text}\n\n` : ''
    out.add(piece)
    length += piece.length
  }
  const text = out.text().trimEnd()
  if (text === '' && unread > 0) throw new JobFailure('unreadable', 'No page of the PDF can be read.')
  if (text === '') throw new JobFailure('needs_ocr', 'The PDF has no text, only pictures of pages.')
  return { title: await titleOf(pdf), mediaType: 'application/pdf', text, form: 'prose', pages }
}

/** A file may say that it has a million pages: after so many that are not there it is believed no more. */
const MAX_UNREAD = 50

type Opening = Awaited<ReturnType<typeof opening>>
type Pdf = Awaited<Opening['promise']>

async function opening(bytes: Uint8Array) {
  const { getDocument } = await import('unpdf/pdfjs')
  return getDocument({
    data: bytes,
    verbosity: 0,
    // Text alone is wanted: no fonts are made, no code of theirs is run, no form is drawn, nothing is looked for.
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWasm: false,
    useWorkerFetch: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    enableXfa: false,
    maxImageSize: 1,
    stopAtErrors: false,
  } as Parameters<typeof getDocument>[0])
}

async function opened(task: Opening): Promise<Pdf> {
  try {
    return await task.promise
  } catch (cause) {
    const locked = cause instanceof Error && cause.name === 'PasswordException'
    throw new JobFailure('unreadable', locked ? 'The PDF is protected by a password.' : 'The PDF is broken.', { cause })
  }
}

/** Undefined where the page cannot be read; the others may be. */
async function textOf(pdf: Pdf, n: number): Promise<string | undefined> {
  try {
    const page = await pdf.getPage(n)
    const { items } = await page.getTextContent({ includeMarkedContent: false })
    page.cleanup()
    return cleanDocument(pageText(items))
  } catch {
    return undefined
  }
}

/** Programs like to write the name of a file there, or their own. */
const NO_TITLE = /^(?:untitled|microsoft (?:word|powerpoint|excel)\b.*|.*\.(?:docx?|pdf|tex|dvi|indd|qxd|rtf|pptx?))$/i

async function titleOf(pdf: Pdf): Promise<string | null> {
  const { info } = await pdf.getMetadata().catch(() => ({ info: undefined }))
  const title = info && 'Title' in info && typeof info.Title === 'string' ? info.Title.trim() : ''
  return title === '' || NO_TITLE.test(title) ? null : title
}
