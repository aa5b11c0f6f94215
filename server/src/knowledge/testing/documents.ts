import { writeZip } from '../../lib/zip.ts'

type PdfExtras = {
  title?: string
  /** Goes into the catalog as it is: `/OpenAction 7 0 R`. */
  catalog?: string
  /** Goes into the trailer as it is. */
  trailer?: string
  /** More objects, from number 4 + 2 × pages on. */
  objects?: string[]
}

/** A PDF of A4 pages in Helvetica, one line for each line; a blank page has no text. Latin letters only. */
export function makePdf(pages: readonly string[], { title, catalog = '', trailer = '', objects = [] }: PdfExtras = {}) {
  const first = 4
  const kids = pages.map((_, i) => `${first + 2 * i} 0 R`).join(' ')
  const all = [
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...pages.flatMap((text, i) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${first + 2 * i + 1} 0 R >>`,
      streamOf(drawn(text)),
    ]),
    ...objects,
  ]
  if (title !== undefined) all.push(`<< /Title (${escaped(title)}) >>`)
  const info = title === undefined ? '' : `/Info ${all.length} 0 R`
  return writePdf(all, `${info} ${trailer}`)
}

/** A file of these objects, numbered from 1; the first is the catalog. */
export function writePdf(objects: readonly string[], trailer = ''): Uint8Array {
  let file = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'
  const starts = objects.map((object, i) => {
    const at = file.length
    file += `${i + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const rows = starts.map(at => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  file += `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\n`
  return Buffer.from(`${file}startxref\n${file.lastIndexOf('xref\n0')}\n%%EOF\n`, 'latin1')
}

export function streamOf(content: string, extras = ''): string {
  return `<< /Length ${content.length} ${extras} >>\nstream\n${content}\nendstream`
}

function drawn(text: string): string {
  if (text === '') return '1 0 0 rg 50 50 100 100 re f'
  const lines = text.split('\n').map(line => `(${escaped(line)}) Tj T*`)
  return `BT /F1 11 Tf 14 TL 50 790 Td ${lines.join('\n')} ET`
}

function escaped(text: string): string {
  return text.replace(/[\\()]/g, '\\$&')
}

/** A paragraph, or a heading of level 1 to 6. */
export type DocxParagraph = string | { heading: number; text: string }

/** A Word document. `more` puts further parts into it, or others in the place of its own. */
export function makeDocx(paragraphs: readonly DocxParagraph[], more: Record<string, string> = {}): Uint8Array {
  return makeZip({
    '[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    '_rels/.rels': relationships([{ id: 'rId1', type: 'officeDocument', target: 'word/document.xml' }]),
    'word/document.xml': docxBody(paragraphs.map(docxParagraph).join('')),
    ...more,
  })
}

/** `word/document.xml` around some WordprocessingML. */
export function docxBody(inner: string): string {
  return `${XML}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${RELATIONSHIPS}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:body>${inner}</w:body></w:document>`
}

export function docxParagraph(paragraph: DocxParagraph): string {
  if (typeof paragraph === 'string') return `<w:p><w:r><w:t xml:space="preserve">${inXml(paragraph)}</w:t></w:r></w:p>`
  const style = `<w:pPr><w:pStyle w:val="Heading${paragraph.heading}"/></w:pPr>`
  return `<w:p>${style}<w:r><w:t>${inXml(paragraph.text)}</w:t></w:r></w:p>`
}

/** A part that says where others are; `external` ones are somewhere else. */
export function relationships(
  list: readonly { id: string; type: string; target: string; external?: boolean }[],
): string {
  const rows = list.map(
    ({ id, type, target, external }) =>
      `<Relationship Id="${id}" Type="${RELATIONSHIPS}/${type}" Target="${inXml(target)}"${external ? ' TargetMode="External"' : ''}/>`,
  )
  return `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${rows.join('')}</Relationships>`
}

export function makeZip(files: Record<string, string | Uint8Array>): Uint8Array {
  const bytes = (content: string | Uint8Array) =>
    typeof content === 'string' ? new TextEncoder().encode(content) : content
  return writeZip(new Map(Object.entries(files).map(([name, content]) => [name, bytes(content)])))
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

function inXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
