import { expect, test } from 'vitest'
import { deviceName } from './device-name.ts'

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0'

test.each([
  ['Firefox on Android', 'Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0'],
  [
    'Chrome on Android',
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
  ],
  ['Chrome on Windows', `${WINDOWS} Safari/537.36`],
  ['Edge on Windows', `${WINDOWS} Safari/537.36 Edg/142.0.0.0`],
  ['Opera on Windows', `${WINDOWS} Safari/537.36 OPR/125.0.0.0`],
  [
    'Safari on macOS',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
  ],
  [
    'Safari on iPhone',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
  ],
  ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'],
  ['Linux', 'Something/1.0 (Linux)'],
])('%s', (name, userAgent) => {
  expect(deviceName(userAgent)).toBe(name)
})

test('what says nothing that is known has no name, however long it is', () => {
  expect(deviceName(undefined)).toBeNull()
  expect(deviceName('curl/8.9.1')).toBeNull()
  expect(deviceName(`${'a'.repeat(100_000)} Firefox/145.0`)).toBeNull()
})
