import { createFakeClock } from '../lib/fake-clock.ts'
import { describeLimits } from './conformance.ts'
import { createInProcessLimits } from './in-process.ts'

describeLimits('in one process', async () => {
  const clock = createFakeClock()
  const limits = createInProcessLimits({ clock })
  return { limits, pass: clock.advance, remove: limits.close }
})
