import type { CatalogDb, CatalogTrx, OrganisationRow } from './catalog-tables.ts'

export function findOrganisation(db: CatalogDb, id: string): Promise<OrganisationRow | undefined> {
  return db.selectFrom('organisations').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Nothing is written where it is there already: its name may be somebody's choice. */
export async function insertOrganisation(trx: CatalogTrx, row: OrganisationRow): Promise<void> {
  await trx
    .insertInto('organisations')
    .values(row)
    .onConflict(conflict => conflict.doNothing())
    .execute()
}
