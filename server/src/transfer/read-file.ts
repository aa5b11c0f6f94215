import { transferBot, TRANSFER_FORMAT, TRANSFER_VERSION } from '@folio/protocol/transfer'
import { Refusal } from '../lib/refusal.ts'
import { createTree, type Tree } from './chatgpt.ts'
import type { ConversationIntake } from './conversations.ts'
import type { Told } from './json-stream.ts'
import type { KnownThings } from './known-things.ts'
import { parseAt, refuseAt, type Path } from './parse-at.ts'
import type { Report } from './report.ts'
import type { SourceIntake } from './sources.ts'

type Intake = { known: KnownThings; sources: SourceIntake; conversations: ConversationIntake; report: Report }
export type FileReader = { take(told: Told): Promise<void>; end(): void }

/** Reads a file of our own, or of ChatGPT: the first value that is told says which. */
export function createFileReader(intake: Intake): FileReader {
  let reader: FileReader | undefined
  return {
    async take(told) {
      reader ??= typeof told.path[0] === 'number' ? readChatGpt(intake) : readOwn(intake)
      await reader.take(told)
    },
    end() {
      if (!reader) throw new Refusal('invalid_request', 'There is nothing in the file.')
      reader.end()
    },
  }
}

const LISTS = ['bots', 'sources', 'conversations']

function readOwn({ known, sources, conversations }: Intake): FileReader {
  let isFormat = false
  let isVersion = false
  const requireHead = (path: Path) => {
    if (!isFormat || !isVersion) refuseAt(path.slice(0, 1), 'must stand behind "format" and "version"')
  }
  return {
    async take({ path, value, holder }) {
      const [list, , inner] = path
      if (path.length === 1) {
        if (list === 'format' && !(isFormat = value === TRANSFER_FORMAT)) refuseAt(path, `must be "${TRANSFER_FORMAT}"`)
        if (list === 'version' && !(isVersion = value === TRANSFER_VERSION))
          refuseAt(path, `must be ${TRANSFER_VERSION}`)
        if (LISTS.includes(String(list)) && !Array.isArray(value)) refuseAt(path, 'must be a list')
        return
      }
      requireHead(path)
      if (list === 'bots') return known.takeBot(parseAt(transferBot, value, path))
      if (inner === 'text') return sources.text(value, holder, path)
      if (inner === 'bytes') return sources.bytes(value, holder, path)
      if (list === 'sources') return sources.end(value, path)
      const at = path.slice(0, 2)
      if (!conversations.isOpen) await conversations.begin(inner === undefined ? value : holder, at)
      return inner === undefined ? conversations.end(at) : conversations.add(value, path)
    },
    end() {
      if (!isFormat || !isVersion) throw new Refusal('invalid_request', 'This is no file that can be imported.')
    },
  }
}

/** Of one conversation, which is put together in memory. */
const MAX_TREE_UNITS = 8_000_000
const MAX_NODES = 50_000

function readChatGpt({ conversations, report }: Intake): FileReader {
  let tree: Tree | undefined
  return {
    async take({ path, value }) {
      tree ??= createTree()
      if (path.length > 1)
        return tree.size < MAX_NODES && tree.units < MAX_TREE_UNITS ? tree.add(value, path) : undefined
      const whole = tree
      tree = undefined
      if (whole.size === 0) refuseAt(path, 'is no conversation')
      if (whole.size >= MAX_NODES || whole.units >= MAX_TREE_UNITS) return report.skip('too_long')
      const { head, count, messages } = await whole.read(value, path)
      if (count === 0) return report.skip('empty')
      await conversations.begin(head, path)
      let index = 0
      for (const message of messages) await conversations.add(message, [...path, 'mapping', index++])
      await conversations.end(path)
    },
    end() {},
  }
}
