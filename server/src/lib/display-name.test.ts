import { expect, it } from 'vitest'
import { displayName } from './display-name.ts'

it.each([
  ['notes.md', 'notes.md'],
  ['C:\\Users\\Ana\\notes.md', 'notes.md'],
  ['../../etc/passwd', 'passwd'],
  ['/etc/', 'file'],
  ['..', 'file'],
  ['', 'file'],
  ['\0', 'file'],
  ['a\r\nContent-Type: b\u2028c', 'aContent-Type: bc'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['\ufeffzero\u200bwidth\u2066.txt', 'zerowidth.txt'],
  ['e\u0301te\u0301.txt', 'été.txt'],
  ['می\u200cخواهم.txt', 'می\u200cخواهم.txt'],
  ['a  \t b.txt', 'a b.txt'],
  ['lone\ud800.txt', 'lone.txt'],
  [`${'x'.repeat(199)}😀.txt`, 'x'.repeat(199)],
  ['<img src=x onerror=alert(1)>.pdf', '<img src=x onerror=alert(1)>.pdf'],
])('%j is shown as %j', (given, shown) => {
  expect(displayName(given)).toBe(shown)
})
