import type { Conversation } from '@folio/protocol'
import { DeleteDialog } from '../DeleteDialog.tsx'
import { RenameDialog } from '../RenameDialog.tsx'
import { ShareDialog } from '../share/ShareDialog.tsx'
import { ExportDialog } from '../transfer/ExportDialog.tsx'
import { ChoicesDialog } from './ChoicesDialog.tsx'
import type { Asked } from './MenuItems.tsx'

type Props = { asked: Asked; conversation: Conversation; onClose: () => void }

const DIALOGS = { rename: RenameDialog, share: ShareDialog, export: ExportDialog, delete: DeleteDialog }

/** What was asked for in a conversation's menu. */
export function MenuDialog({ asked, conversation, onClose }: Props) {
  if (asked === 'choices') return <ChoicesDialog id={conversation.id} onClose={onClose} />
  const Asked = DIALOGS[asked]
  return <Asked conversation={conversation} onClose={onClose} />
}
