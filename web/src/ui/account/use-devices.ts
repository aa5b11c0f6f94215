import type { DeviceSession } from '@folio/protocol'
import { useEffect, useState } from 'react'
import type { Account } from '../../chat/account.ts'

/** No event tells of a device that comes or goes; somebody who looks at the list is shown it this often. */
const AGAIN_MS = 4_000

/** Undefined before they are known. */
export function useDevices(account: Account): { devices: DeviceSession[] | undefined; refresh: () => Promise<void> } {
  const [devices, show] = useState<DeviceSession[]>()
  // What is known stays in sight while the server is away.
  const refresh = () => list(account).then(show, () => {})

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    let isGone = false
    async function look(): Promise<void> {
      if (document.visibilityState === 'visible') {
        const found = await list(account).catch(() => undefined)
        if (found && !isGone) show(found)
      }
      if (!isGone) timer = setTimeout(() => void look(), AGAIN_MS)
    }
    void look()
    return () => {
      isGone = true
      clearTimeout(timer)
    }
  }, [account])
  return { devices, refresh }
}

/** This one first, then those that were seen last. */
async function list(account: Account): Promise<DeviceSession[]> {
  return (await account.listDevices()).sort((a, b) => Number(b.current) - Number(a.current))
}
