/** A form with a file in it, as a browser sends it. */
export type Form = { headers: Record<string, string>; body: Buffer }

const BOUNDARY = '----a-boundary-of-the-tests'

export const FORM_TYPE = `multipart/form-data; boundary=${BOUNDARY}`

export type FormPart = { field?: string; name?: string; type?: string | undefined; bytes: Buffer | string }

export function formOf(...parts: readonly FormPart[]): Form {
  const pieces = parts.flatMap(part => [headOf(part), Buffer.from(part.bytes), Buffer.from('\r\n')])
  return {
    headers: { 'content-type': FORM_TYPE },
    body: Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)]),
  }
}

/** What stands before the bytes of a part. */
export function headOf({ field = 'file', name, type }: Omit<FormPart, 'bytes'>): Buffer {
  const named = name === undefined ? '' : `; filename="${name.replaceAll('"', '%22')}"`
  const typed = type === undefined ? '' : `Content-Type: ${type}\r\n`
  return Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${field}"${named}\r\n${typed}\r\n`)
}
