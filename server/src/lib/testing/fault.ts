/** What a test wanted to fail. */
export class Fault extends Error {}
