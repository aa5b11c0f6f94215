import { chatWords as words } from '../words/en/chat.ts'
import { useSelect } from './context.ts'

export function Empty() {
  const demo = useSelect(state => state.models.length > 0 && state.models.every(model => model.demo))
  return (
    <div className="blank-area">
      <div className="blank">
        <p className="blank-title">
          <span className="pilcrow" aria-hidden="true">
            ¶
          </span>
          {words.empty}
        </p>
        {demo && <p>{words.demo(<code key="key">OPENAI_API_KEY</code>, <code key="url">OPENAI_BASE_URL</code>)}</p>}
      </div>
    </div>
  )
}
