/** The same of each of its languages. */
declare const language: object
export default language
