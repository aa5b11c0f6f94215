import { useEffect, useState } from 'react'
import { installedWords as words } from '../../words/en/installed.ts'
import { tellNews } from '../news.ts'
import { keepInSight } from './sight.ts'
import { installWorker } from './worker.ts'
import '../../styles/installed.css'

/** Makes the page one that opens without the server, and says quietly when there is a newer one. */
export function Installed() {
  const [isOld, setOld] = useState(false)
  useEffect(keepInSight, [])
  useEffect(() => (import.meta.env.PROD ? installWorker(tell) : undefined), [])

  function tell(): void {
    setOld(true)
    tellNews(words.newer)
  }

  if (!isOld) return null
  return (
    <div className="newer">
      <p>{words.newer}</p>
      <button type="button" className="word" onClick={() => location.reload()}>
        {words.reload}
      </button>
      <button type="button" className="word" onClick={() => setOld(false)}>
        {words.later}
      </button>
    </div>
  )
}
