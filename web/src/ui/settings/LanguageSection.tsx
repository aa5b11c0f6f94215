import { settingsWords as words } from '../../words/en/settings.ts'
import { Field } from '../Field.tsx'
import { chosenLanguage, chooseLanguage, LANGUAGES } from '../../words/words.ts'

/** In which language the page is shown. What was written or is under way outlives the load that it takes. */
export function LanguageSection() {
  function choose(value: string): void {
    chooseLanguage(value)
    location.reload()
  }
  return (
    <Field label={words.language}>
      {field => (
        <select
          {...field}
          className="field select"
          value={chosenLanguage() ?? ''}
          onChange={event => choose(event.target.value)}
        >
          <option value="">{words.languageOfBrowser}</option>
          {Object.entries(LANGUAGES).map(([code, { name }]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
