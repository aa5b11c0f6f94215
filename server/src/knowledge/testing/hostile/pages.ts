import { makePdf } from '../documents.ts'
import { bytesOf, type HostileDocument } from './hostile-document.ts'

export function pages(canary: string): HostileDocument[] {
  const page = (inner: string) =>
    bytesOf(`<!doctype html><html><head><title>T</title></head><body>${inner}</body></html>`)
  const calls = `<img src="${canary}/i"><script src="${canary}/s"></script><link rel=stylesheet href="${canary}/c"><iframe src="${canary}/f"></iframe><object data="${canary}/o"></object><video poster="${canary}/v"></video><style>@import "${canary}/m"</style><meta http-equiv=refresh content="0;url=${canary}/r"><base href="${canary}/">`
  return [
    {
      what: 'a page that names other hosts',
      name: 'a.html',
      bytes: () => page(`${calls}<p>words that are seen</p>`),
      ends: ['text'],
      holds: 'words that are seen',
    },
    {
      what: 'scripts and handlers',
      name: 'a.html',
      bytes: () =>
        page(
          '<script>alert("script")</script><p onclick="alert(1)">seen words</p><svg><script>alert(2)</script></svg>',
        ),
      ends: ['text'],
      holds: 'seen words',
      hides: 'alert',
    },
    {
      what: 'words nobody can see',
      name: 'a.html',
      bytes: () =>
        page(
          '<p>seen</p><p style="display:none">hidden</p><p hidden>hidden</p><div style="font-size: 0">hidden</div><!-- hidden --><template>hidden</template><p aria-hidden="true">hidden</p>',
        ),
      ends: ['text'],
      holds: 'seen',
      hides: 'hidden',
    },
    {
      what: 'a page nested thirty thousand deep',
      name: 'a.html',
      bytes: () => page(`${'<div>'.repeat(30_000)}x`),
      ends: ['unreadable', 'took_too_long'],
    },
    {
      what: 'a page nested as deep as is read',
      name: 'a.html',
      bytes: () => page(`${'<div>'.repeat(400)}deep words${'</div>'.repeat(400)}`),
      ends: ['text'],
      holds: 'deep words',
    },
    {
      what: 'fifty thousand headings',
      name: 'a.html',
      bytes: () => page('<h2>x</h2>'.repeat(50_000)),
      ends: ['text', 'took_too_long'],
    },
    {
      what: 'tags that never end',
      name: 'a.html',
      bytes: () => page('<a href="'.repeat(50_000)),
      ends: ['text', 'empty'],
    },
    {
      what: 'a document type with entities',
      name: 'a.html',
      bytes: () =>
        bytesOf(
          '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;">]><html><body><p>seen &x; &y;</p></body></html>',
        ),
      ends: ['text'],
      holds: 'seen',
      hides: 'root:',
    },
    {
      what: 'XML with entities that multiply',
      name: 'a.xml',
      bytes: () =>
        bytesOf(
          `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${'bcdefghij'[i]} "${`&${'abcdefghi'[i]};`.repeat(10)}">`).join('')}]><l>&j;</l>`,
        ),
      ends: ['text'],
    },
    {
      what: 'a page and a PDF in one',
      name: 'a.pdf',
      bytes: () => Buffer.concat([page('<p>the page in front</p>'), makePdf(['the PDF behind'])]),
      ends: ['text', 'unreadable', 'unsupported_type'],
    },
  ]
}
