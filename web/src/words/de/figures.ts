import type { FiguresWords } from '../en/figures.ts'

export const figures: FiguresWords = {
  units: ['Byte', 'KB', 'MB', 'GB'],
  percent: number => `${number}\u202f%`,
}
