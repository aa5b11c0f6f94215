/** What is used of `highlight.js/lib/core`. Its own types bring those of a page along, which servers must not have. */
declare const core: {
  registerLanguage(name: string, language: object): void
  getLanguage(name: string): object | undefined
  highlight(source: string, options: { language: string; ignoreIllegals: boolean }): { value: string }
}
export default core
