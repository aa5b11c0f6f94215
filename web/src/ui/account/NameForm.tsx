import { accountWords as words } from '../../words/en/account.ts'
import { Field } from '../Field.tsx'
import { tellNews } from '../news.ts'
import { faultsOf } from './faults.ts'
import { SettingForm } from './SettingForm.tsx'
import { useAccount } from './use-account.ts'
import { useForm } from './use-form.ts'

export function NameForm({ name }: { name: string }) {
  const account = useAccount()
  const form = useForm<HTMLFormElement>(async given => {
    const failure = await account.rename(given('name').trim())
    if (failure) return faultsOf(failure)
    tellNews(words.saved)
    return {}
  })
  return (
    <SettingForm form={form} action={words.save}>
      <Field label={words.name}>
        {field => <input {...field} name="name" autoComplete="name" maxLength={100} defaultValue={name} />}
      </Field>
    </SettingForm>
  )
}
