import { words } from '../words.ts'

const english = {
  title: 'Settings',
  appearance: 'Appearance',
  language: 'Language',
  languageOfBrowser: 'As the browser says',
}

export type SettingsWords = typeof english
export const settingsWords = words('settings', english)
