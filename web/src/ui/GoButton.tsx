import { composerWords as words } from '../words/en/composer.ts'
type Props = { stops: boolean; blank: boolean; onGo: () => void }

/** Sends what is written; where nothing is and a reply runs, stops that. */
export function GoButton({ stops, blank, onGo }: Props) {
  return (
    <button
      type="button"
      className={stops ? 'go go-stop' : 'go'}
      aria-label={stops ? words.stop : words.send}
      aria-disabled={!stops && blank}
      onClick={onGo}
    >
      <span key={stops ? 'stop' : 'send'} aria-hidden="true">
        {stops ? '' : '↑'}
      </span>
    </button>
  )
}
