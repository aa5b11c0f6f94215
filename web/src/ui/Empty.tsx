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
          What would you like to think about?
        </p>
        {demo && (
          <p>
            Answers come from a small built-in demo for now. To connect a real model, start the server with{' '}
            <code>OPENAI_API_KEY</code>, or with <code>OPENAI_BASE_URL</code> for one of your own.
          </p>
        )}
      </div>
    </div>
  )
}
