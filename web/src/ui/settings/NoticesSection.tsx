import { useState } from 'react'
import { menuWords as words } from '../../words/en/menu.ts'
import { useChat } from '../context.ts'
import { watchReplies } from '../conversation/notices.ts'
import { chooseNotices, noticesChoice, wantsNotices, type NoticesChoice } from '../notices-choice.ts'
import { Section } from './Section.tsx'
import '../../styles/conversation.css'

/** Whether the browser says that a reply has ended. It is asked for leave when this is switched on, and never before. */
export function NoticesSection() {
  const chat = useChat()
  const isPossible = 'Notification' in window && 'locks' in navigator
  const [choice, setChoice] = useState<NoticesChoice>(isPossible && wantsNotices() ? noticesChoice() : 'off')
  const [isDenied, setDenied] = useState(isPossible && Notification.permission === 'denied')

  function keep(next: NoticesChoice): void {
    chooseNotices(next)
    setChoice(next)
  }
  async function switchOn(): Promise<void> {
    const answer = await Notification.requestPermission()
    setDenied(answer === 'denied')
    if (answer !== 'granted') return
    keep('on')
    watchReplies(chat)
  }
  const box = (label: string, checked: boolean, disabled: boolean, onChange: (checked: boolean) => void) => (
    <label className="switch">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={({ target }) => onChange(target.checked)}
      />
      {label}
    </label>
  )
  return (
    <Section title={words.noticesTitle} lead={words.noticesLead}>
      {box(words.noticesOn, choice !== 'off', !isPossible, on => (on ? void switchOn() : keep('off')))}
      {box(words.noticesText, choice === 'text', choice === 'off', on => keep(on ? 'text' : 'on'))}
      {!isPossible && <p className="hint">{words.noticesMissing}</p>}
      {isDenied && <p className="hint tone-bad">{words.noticesDenied}</p>}
    </Section>
  )
}
