import type { DeviceSession } from '@folio/protocol'
import { useRef, useState } from 'react'
import type { Failure } from '../../chat/failure.ts'
import { accountWords as words } from '../../words/en/account.ts'
import { formatAgo } from '../../words/format.ts'
import { useAccount, useUser } from '../account/use-account.ts'
import { useDevices } from '../account/use-devices.ts'
import { tellNews } from '../news.ts'
import { Section } from './Section.tsx'

/** Where somebody is signed in; each of the others can be signed out from here, at once. */
export function DevicesSection() {
  const user = useUser()
  // A guest is in one browser.
  return user?.kind === 'guest' || !user ? null : <Devices />
}

function Devices() {
  const account = useAccount()
  const { devices, refresh } = useDevices(account)
  const [failure, setFailure] = useState<Failure>()
  const box = useRef<HTMLUListElement>(null)

  async function end(ending: Promise<Failure | undefined>, news: string): Promise<void> {
    const failed = await ending
    setFailure(failed)
    await refresh()
    if (failed) return
    tellNews(news)
    // The button that was pressed is gone.
    box.current?.focus()
  }
  return (
    <Section title={words.devices} lead={words.devicesLead}>
      <ul ref={box} className="devices" tabIndex={-1}>
        {devices?.map(device => (
          <Device
            key={device.id}
            device={device}
            onEnd={() => void end(account.endDevice(device.id), words.deviceSignedOut(nameOf(device)))}
          />
        ))}
      </ul>
      {failure && (
        <p className="problem" role="alert">
          {failure.detail}
        </p>
      )}
      {devices && devices.length > 1 && (
        <button
          type="button"
          className="button"
          onClick={() => void end(account.endOtherDevices(), words.othersSignedOut)}
        >
          {words.signOutOthers}
        </button>
      )}
    </Section>
  )
}

function Device({ device, onEnd }: { device: DeviceSession; onEnd: () => void }) {
  return (
    <li className="device">
      <span>
        {nameOf(device)}
        <small className="hint">
          {device.current ? words.thisDevice : words.lastSeen(formatAgo(new Date(device.last_seen_at)))}
        </small>
      </span>
      {!device.current && (
        <button type="button" className="word" aria-label={words.signOutDevice(nameOf(device))} onClick={onEnd}>
          {words.signOut}
        </button>
      )}
    </li>
  )
}

/** `Firefox on Android` in the page's language. */
function nameOf({ device }: DeviceSession): string {
  if (device === null) return words.unknownDevice
  const [browser = '', system] = device.split(' on ')
  return system === undefined ? browser : words.device(browser, system)
}
