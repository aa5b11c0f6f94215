import { createRequire } from 'node:module'
import { inRoot } from './root.mjs'

/** Who a PostgreSQL of one's own machine usually lets in. */
export const USUAL_USERS = ['postgres:postgres', 'postgres']

/** Runs one statement over a connection of its own. Rejects with the error of the driver. */
export async function queryPostgres(url, statement = 'select 1') {
  const { Client } = createRequire(inRoot('server/package.json'))('pg')
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
