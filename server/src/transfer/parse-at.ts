import type { FieldError } from '@folio/protocol'
import type { z } from 'zod'
import { Refusal } from '../lib/refusal.ts'

export type Path = readonly (string | number)[]

/** A value of a file, by its schema. Throws `Refusal`, which says where it stands. */
export function parseAt<S extends z.ZodType>(schema: S, value: unknown, path: Path): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const fields = result.error.issues.slice(0, 20).map(issue => fault([...path, ...issue.path], issue.message))
  throw refuse(fields)
}

/** The same for what no schema can see. */
export function refuseAt(path: Path, message: string): never {
  throw refuse([fault(path, message)])
}

const fault = (path: readonly PropertyKey[], message: string): FieldError => ({ path: path.join('.'), message })

function refuse(fields: FieldError[]): Refusal {
  const [first] = fields
  return new Refusal('invalid_request', first ? `${first.path}: ${first.message}` : 'The file is not valid.', {
    fields,
  })
}
