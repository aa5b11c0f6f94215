import { deflateSync } from 'node:zlib'
import { makePdf, makeZip, streamOf, writePdf } from '../documents.ts'
import { bytesOf, type HostileDocument } from './hostile-document.ts'

const MB = 2 ** 20

export function pdfs(canary: string): HostileDocument[] {
  const page = (contents: string) => `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${contents} >>`
  const script = `/OpenAction << /S /JavaScript /JS (app.launchURL\\("${canary}/js"\\)) >> /AA << /WC << /S /URI /URI (${canary}/aa) >> >>`
  const flate = (content: Buffer) =>
    streamOf(deflateSync(content, { level: 1 }).toString('latin1'), '/Filter /FlateDecode')
  const ended = ['text', 'unreadable', 'needs_ocr', 'too_large', 'took_too_long', 'killed_its_worker'] as const
  return [
    {
      what: 'a PDF with scripts and actions',
      name: 'a.pdf',
      bytes: () => makePdf(['seen words'], { catalog: script }),
      ends: ['text'],
      holds: 'seen words',
    },
    {
      what: 'a PDF that starts a program',
      name: 'a.pdf',
      bytes: () => makePdf(['seen words'], { catalog: '/OpenAction << /S /Launch /F (/bin/sh) >>' }),
      ends: ['text'],
      holds: 'seen words',
    },
    {
      what: 'pages that are their own parents',
      name: 'a.pdf',
      bytes: () => writePdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>']),
      ends: ['unreadable', 'needs_ocr'],
    },
    {
      what: 'a PDF that says it has a million pages',
      name: 'a.pdf',
      bytes: () =>
        writePdf([
          '<< /Type /Catalog /Pages 2 0 R >>',
          '<< /Type /Pages /Kids [3 0 R] /Count 1000000 >>',
          page('4 0 R'),
          streamOf(''),
        ]),
      ends: ['unreadable', 'needs_ocr'],
    },
    {
      what: 'a PDF that draws itself',
      name: 'a.pdf',
      bytes: () =>
        writePdf([
          '<< /Type /Catalog /Pages 2 0 R >>',
          '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
          `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>`,
          streamOf('/X Do'),
          streamOf(
            '/X Do /X Do',
            '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>',
          ),
        ]),
      ends: ended,
    },
    {
      what: 'a page that unpacks to 350 MB',
      name: 'a.pdf',
      bytes: () =>
        writePdf([
          '<< /Type /Catalog /Pages 2 0 R >>',
          '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
          page('4 0 R'),
          flate(Buffer.alloc(350 * MB, ' ')),
        ]),
      ends: ended,
    },
    {
      what: 'a PDF with a broken table',
      name: 'a.pdf',
      bytes: () =>
        Buffer.from(
          Buffer.from(makePdf(['seen words']))
            .toString('latin1')
            .replace(/startxref\n\d+/, 'startxref\n99999999'),
          'latin1',
        ),
      ends: ['text'],
      holds: 'seen words',
    },
    {
      what: 'half a PDF',
      name: 'a.pdf',
      bytes: () => makePdf(['x'.repeat(2_000)]).subarray(0, 700),
      ends: ['unreadable', 'needs_ocr'],
    },
    { what: 'a PDF of one line', name: 'a.pdf', bytes: () => bytesOf('%PDF-1.7'), ends: ['unreadable'] },
    {
      what: 'a PDF with a password',
      name: 'a.pdf',
      bytes: () =>
        makePdf(['secret'], {
          trailer: `/Encrypt << /Filter /Standard /V 1 /R 2 /O (${'o'.repeat(32)}) /U (${'u'.repeat(32)}) /P -4 >> /ID [(a)(a)]`,
        }),
      ends: ['unreadable'],
    },
    { what: 'a PDF of pictures', name: 'a.pdf', bytes: () => makePdf(['', '', '']), ends: ['needs_ocr'] },
    {
      what: 'a PDF called Word',
      name: 'a.docx',
      bytes: () => makePdf(['seen words']),
      ends: ['text'],
      holds: 'seen words',
    },
    {
      what: 'a PDF with an archive behind it',
      name: 'a.zip',
      bytes: () => Buffer.concat([makePdf(['seen words']), makeZip({ 'a.txt': 'x' })]),
      ends: ['text'],
      holds: 'seen words',
    },
  ]
}
