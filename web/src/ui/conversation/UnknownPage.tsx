import type { ReactNode } from 'react'
import { menuWords as words } from '../../words/en/menu.ts'
import { Banner } from '../Banner.tsx'
import { Link } from '../Link.tsx'
import { PageHead } from '../PageHead.tsx'

/** At an address where there is nothing. */
export function UnknownPage({ drawer }: { drawer: ReactNode }) {
  return (
    <>
      <PageHead title={words.unknownTitle} drawer={drawer} />
      <Banner />
      <div className="blank-area">
        <div className="blank">
          <p className="blank-title">{words.unknown}</p>
          <p>{words.unknownWhy}</p>
          <Link href="/">{words.toBeginning}</Link>
        </div>
      </div>
    </>
  )
}
