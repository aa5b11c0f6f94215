import { settingsWords as words } from '../../words/en/settings.ts'
import { Field } from '../Field.tsx'
import { chosenLanguage, chooseLanguage, LANGUAGES, type Language } from '../../words/words.ts'

const NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch' }

/** In which language the page is shown. What was written or is under way outlives the load that it takes. */
export function LanguageSection() {
  function choose(value: string): void {
    chooseLanguage(LANGUAGES.find(language => language === value) ?? null)
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
          {LANGUAGES.map(language => (
            <option key={language} value={language} lang={language}>
              {NAMES[language]}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
