import { transferWords as words } from '../../words/en/transfer.ts'
import { ExportAll } from '../transfer/ExportAll.tsx'
import { ImportFile } from '../transfer/ImportFile.tsx'
import { Section } from './Section.tsx'
import '../../styles/transfer.css'

/** What is one's own can be taken along, and brought here. */
export function DataSection() {
  return (
    <Section title={words.data} lead={words.dataLead}>
      <ExportAll />
      <h3 className="setting-part">{words.importTitle}</h3>
      <p className="setting-lead">{words.importLead}</p>
      <ImportFile />
    </Section>
  )
}
