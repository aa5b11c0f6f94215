import { useEffect, useState } from 'react'
import { pageWords as words } from '../words/en/page.ts'
import { useChat, useSelect } from './context.ts'

/** A connection that is back within this time was hardly gone. */
const PATIENCE_MS = 1_200

/** Says quietly that the server is out of reach. */
export function Banner() {
  const chat = useChat()
  const connection = useSelect(state => state.connection)
  const waiting = useSelect(state => Object.values(state.outgoing).some(outgoing => outgoing.state === 'waiting'))
  const kept = useSelect(state => state.open !== null && state.paths[state.open]?.status === 'kept')
  const away = connection !== 'live' && connection !== 'off'
  const [patient, setPatient] = useState(true)

  useEffect(() => {
    if (!away) return setPatient(true)
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [away])

  if (!away || (patient && connection !== 'doubtful')) return null
  return (
    <div className="banner">
      <p>
        {words.outOfReach} {kept && `${words.kept} `}
        {waiting ? words.goesOut : words.tryingAgain}
      </p>
      <button type="button" className="word" onClick={chat.check}>
        {words.tryNow}
      </button>
    </div>
  )
}
