import { deflateRawSync } from 'node:zlib'
import { docxBody, docxParagraph, makeDocx, makeZip, relationships } from '../documents.ts'
import type { HostileDocument } from './hostile-document.ts'

const MB = 2 ** 20

export function archives(canary: string): HostileDocument[] {
  const bomb = () => docxBody(docxParagraph('0'.repeat(80 * MB)))
  const external = relationships([
    { id: 'rId1', type: 'image', target: `${canary}/image.png`, external: true },
    { id: 'rId2', type: 'attachedTemplate', target: `${canary}/template.dotm`, external: true },
    { id: 'rId3', type: 'image', target: 'file:///etc/passwd', external: true },
  ])
  const picture =
    '<w:p><w:r><w:drawing><a:graphic><a:blip r:link="rId1" r:embed="rId3"/></a:graphic></w:drawing></w:r></w:p>'
  const entity = docxBody('<w:p><w:r><w:t>&x;</w:t></w:r></w:p>').replace(
    '<w:document',
    `<!DOCTYPE x [<!ENTITY x SYSTEM "${canary}/entity">]><w:document`,
  )
  return [
    {
      what: 'a Word document that unpacks to 80 MB',
      name: 'a.docx',
      bytes: () => deflatedZip({ 'word/document.xml': bomb() }),
      ends: ['too_large'],
    },
    {
      what: 'the same, saying that it is small',
      name: 'a.docx',
      bytes: () => deflatedZip({ 'word/document.xml': bomb() }, 100),
      ends: ['too_large'],
    },
    {
      what: 'a Word document that says it unpacks to 4 GB',
      name: 'a.docx',
      bytes: () => deflatedZip({ 'word/document.xml': 'x' }, 0xfffffff0),
      ends: ['too_large'],
    },
    {
      what: 'a picture in it that unpacks to 200 MB',
      name: 'a.docx',
      bytes: () => deflatedZip({ ...wordParts('seen words'), 'word/media/image1.png': Buffer.alloc(200 * MB) }),
      ends: ['text'],
      holds: 'seen words',
    },
    {
      what: 'archives within archives',
      name: 'a.zip',
      bytes: () => makeZip({ 'a.zip': makeZip({ 'b.zip': makeZip({ 'c.txt': 'x' }) }) }),
      ends: ['unsupported_type'],
    },
    {
      what: 'fifty thousand files',
      name: 'a.docx',
      bytes: () =>
        makeDocx(['x'], Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`word/f${i}.xml`, '']))),
      ends: ['too_large'],
    },
    {
      what: 'names that climb out of the archive',
      name: 'a.docx',
      bytes: () => makeDocx(['seen words'], { '../../../tmp/evil': 'x', '/etc/evil': 'x' }),
      ends: ['text'],
      holds: 'seen words',
    },
    {
      what: 'parts that are somewhere else',
      name: 'a.docx',
      bytes: () =>
        makeDocx([], {
          'word/document.xml': docxBody(docxParagraph('seen words') + picture),
          'word/_rels/document.xml.rels': external,
        }),
      ends: ['text', 'unreadable'],
      hides: 'root:',
    },
    {
      what: 'an entity that is somewhere else',
      name: 'a.docx',
      bytes: () => makeDocx([], { 'word/document.xml': entity }),
      ends: ['unreadable'],
    },
    {
      what: 'paragraphs nested twenty thousand deep',
      name: 'a.docx',
      bytes: () =>
        makeDocx([], {
          'word/document.xml': docxBody(
            `${'<w:sdt><w:sdtContent>'.repeat(20_000)}x${'</w:sdtContent></w:sdt>'.repeat(20_000)}`,
          ),
        }),
      ends: ['unreadable', 'empty'],
    },
    {
      what: 'XML that breaks off',
      name: 'a.docx',
      bytes: () => makeDocx([], { 'word/document.xml': docxBody('').slice(0, 150) }),
      ends: ['unreadable', 'empty'],
    },
    { what: 'half an archive', name: 'a.docx', bytes: () => makeDocx(['x']).slice(0, 400), ends: ['unreadable'] },
    {
      what: 'an archive whose directory points into nowhere',
      name: 'a.docx',
      bytes: () => misplaced(makeDocx(['x'])),
      ends: ['unreadable'],
    },
  ]
}

function wordParts(text: string): Record<string, string> {
  return {
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>',
    '_rels/.rels': relationships([{ id: 'rId1', type: 'officeDocument', target: 'word/document.xml' }]),
    'word/document.xml': docxBody(docxParagraph(text)),
  }
}

/** An archive of deflated files, each of which says that it is `said` bytes long. */
function deflatedZip(files: Record<string, string | Uint8Array>, said?: number): Uint8Array {
  const packed = Object.entries(files).map(([name, content]) => ({
    name,
    content: Buffer.from(content),
    packed: deflateRawSync(content),
  }))
  const zip = Buffer.from(makeZip(Object.fromEntries(packed.map(({ name, packed: bytes }) => [name, bytes]))))
  let [local, entry] = [0, zip.indexOf('PK\x01\x02', 0, 'latin1')]
  for (const { name, content, packed: bytes } of packed) {
    zip.writeUInt16LE(8, local + 8)
    zip.writeUInt16LE(8, entry + 10)
    zip.writeUInt32LE(said ?? content.length, local + 22)
    zip.writeUInt32LE(said ?? content.length, entry + 24)
    local += 30 + name.length + bytes.length
    entry += 46 + name.length
  }
  return zip
}

function misplaced(zip: Uint8Array): Uint8Array {
  const bytes = Buffer.from(zip)
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  bytes.writeUInt32LE(0xfffffff, end + 16)
  return bytes
}
