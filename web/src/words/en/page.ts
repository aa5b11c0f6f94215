import { words } from '../words.ts'

const english = {
  outOfReach: 'The server is out of reach.',
  goesOut: 'What you have sent goes out when it is back.',
  kept: 'This is what your browser has kept.',
  tryingAgain: 'Trying again.',
  tryNow: 'Try now',
  notHere: 'Not here',
  notFetched: 'This page could not be fetched.',
  theme: 'Theme',
  themes: { light: 'Light', dark: 'Dark', system: 'System' },
}

export type PageWords = typeof english
export const pageWords = words('page', english)
