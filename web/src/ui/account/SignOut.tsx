import { useState } from 'react'
import { accountWords as words } from '../../words/en/account.ts'
import type { Failure } from '../../chat/failure.ts'
import { useAccount } from './use-account.ts'

export function SignOut() {
  const account = useAccount()
  const [failure, setFailure] = useState<Failure>()
  return (
    <>
      <button
        type="button"
        className="button"
        onClick={() => void account.signOut().then(setFailure)}
        aria-describedby={failure && 'sign-out-failed'}
      >
        {words.signOut}
      </button>
      {failure && (
        <p id="sign-out-failed" className="problem" role="alert">
          {failure.detail}
        </p>
      )}
    </>
  )
}
