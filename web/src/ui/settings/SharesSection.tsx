import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { sharesWords as words } from '../../words/en/shares.ts'
import { tellNews } from '../news.ts'
import { Problem } from '../Problem.tsx'
import { ShareLinks } from '../share/ShareLinks.tsx'
import { useShares } from '../share/use-shares.ts'
import { Section } from './Section.tsx'

/** What a person has shared; each link can be taken back from here. */
export function SharesSection() {
  const { links, failure, reload, more, revoke } = useShares(null)
  return (
    <Section title={words.allLinks} lead={words.allAbout}>
      {failure && (
        <Problem text={failure.detail} requestId={failure.requestId}>
          {!links && (
            <button type="button" className="button" onClick={reload}>
              {buttons.tryAgain}
            </button>
          )}
        </Problem>
      )}
      {links && (
        <ShareLinks links={links} label={words.allLinks} withTitles onRevoke={revoke} onNews={tellNews} onMore={more} />
      )}
    </Section>
  )
}
