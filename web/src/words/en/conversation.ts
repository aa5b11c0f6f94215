import { words } from '../words.ts'

const english = {
  good: 'Good',
  poor: 'Poor',
  waitsElsewhere: 'Waits for another reply of this conversation.',
  takeBack: 'Take back',
  choices: 'Model and instructions',
  instructed: 'with instructions',
  broken: 'This page has lost its thread.',
  brokenWhy: 'Something in it went wrong. What you have written is kept, and replies go on at the server.',
  reload: 'Reload',
}

export type ConversationWords = typeof english
export const conversationWords = words('conversation', english)
