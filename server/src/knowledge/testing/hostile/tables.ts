import { bytesOf, type HostileDocument } from './hostile-document.ts'

export function tables(): HostileDocument[] {
  return [
    {
      what: 'formulas in a table',
      name: 'a.csv',
      bytes: () => bytesOf('name,total\n=HYPERLINK("http://x"),@SUM(1)\n+cmd|calc,-2\n'),
      ends: ['text'],
      holds: '@SUM(1)',
    },
    {
      what: 'a quote that is never closed',
      name: 'a.csv',
      bytes: () => bytesOf(`a,b\n"${'x,y\n'.repeat(300_000)}`),
      ends: ['text'],
    },
    {
      what: 'a quote in every cell that is never closed',
      name: 'a.csv',
      bytes: () => bytesOf(`a,b\n${'"x""y,'.repeat(200_000)}`),
      ends: ['text'],
    },
    {
      what: 'a hundred thousand columns',
      name: 'a.csv',
      bytes: () =>
        bytesOf(`${Array.from({ length: 100_000 }, (_, i) => `c${i}`).join(',')}\n${'1,'.repeat(99_999)}1\n`),
      ends: ['text'],
    },
    {
      what: 'long headers over short rows',
      name: 'a.csv',
      bytes: () => bytesOf(`${'h'.repeat(90)},${'k'.repeat(90)}\n${'1,2\n'.repeat(200_000)}`),
      ends: ['too_large'],
    },
    {
      what: 'JSON nested a million deep',
      name: 'a.json',
      bytes: () => bytesOf(`${'['.repeat(1e6)}1${']'.repeat(1e6)}`),
      ends: ['text', 'unreadable', 'too_large'],
    },
    {
      what: 'names in JSON that grow with each level',
      name: 'a.json',
      bytes: () => bytesOf(`${'{"k":1,"aaaaaaaaaaaaaaaa":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
      ends: ['too_large'],
    },
    {
      what: "names in JSON that are everybody's",
      name: 'a.json',
      bytes: () =>
        bytesOf('{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},"word":"seen"}'),
      ends: ['text'],
      holds: 'word: seen',
    },
    { what: 'JSON that breaks off', name: 'a.json', bytes: () => bytesOf('{"a": [1, 2, "three'), ends: ['text'] },
    {
      what: 'two million empty lists',
      name: 'a.json',
      bytes: () => bytesOf(`[${'[],'.repeat(2e6)}1]`),
      ends: ['text'],
    },
  ]
}
