import type { ReactNode } from 'react'
import { settingsWords as words } from '../../words/en/settings.ts'
import { Banner } from '../Banner.tsx'
import { Leaf } from '../Leaf.tsx'
import { PageHead } from '../PageHead.tsx'
import { ThemeControl } from '../ThemeControl.tsx'
import { AboutSection } from './AboutSection.tsx'
import { AccountSection } from './AccountSection.tsx'
import { DataSection } from './DataSection.tsx'
import { DevicesSection } from './DevicesSection.tsx'
import { KeysSection } from './KeysSection.tsx'
import { LanguageSection } from './LanguageSection.tsx'
import { NoticesSection } from './NoticesSection.tsx'
import { Section } from './Section.tsx'
import { SharesSection } from './SharesSection.tsx'
import { UsageSection } from './UsageSection.tsx'

/** What a person can choose, and what is theirs. Each section is a file beside this one. */
export function SettingsPage({ drawer }: { drawer: ReactNode }) {
  return (
    <>
      <PageHead title={words.title} drawer={drawer} />
      <Banner />
      <Leaf>
        <AccountSection />
        <DevicesSection />
        <Section title={words.appearance}>
          <ThemeControl />
          <LanguageSection />
        </Section>
        <NoticesSection />
        <DataSection />
        <SharesSection />
        <UsageSection />
        <KeysSection />
        <AboutSection />
      </Leaf>
    </>
  )
}
