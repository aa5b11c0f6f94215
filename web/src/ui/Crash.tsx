import { Component, type ReactNode } from 'react'
import { conversationWords as words } from '../words/en/conversation.ts'

type State = { error: unknown }

/** What is shown where the page itself fails. Nothing that was written goes: it is in storage, and the server goes on. */
export class Crash extends Component<{ children: ReactNode }, State> {
  override state: State = { error: undefined }

  static getDerivedStateFromError(error: unknown): State {
    return { error }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <main className="blank-area">
        <div className="blank" role="alert">
          <h1 className="blank-title">{words.broken}</h1>
          <p>{words.brokenWhy}</p>
          <button type="button" className="button button-main" onClick={() => location.reload()}>
            {words.reload}
          </button>
          <small className="request">{error instanceof Error ? `${error.name}: ${error.message}` : null}</small>
        </div>
      </main>
    )
  }
}
