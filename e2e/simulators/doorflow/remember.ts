import type { CredentialRow, PersonRow } from "./model";
import type { World } from "./world";

/** Notes what a person means for the doors. */
export function rememberPerson(world: World, person: PersonRow, cause: string, at?: number): void {
  world.remember(
    person,
    person.id,
    {
      kind: "person",
      gone: person.deleted,
      enabled: person.enabled,
      from: person.valid_from,
      until: person.valid_to,
      groups: person.groups,
      roles: person.roles,
    },
    cause,
    at,
  );
}

/** Notes what a credential means for the doors. */
export function rememberCredential(world: World, row: CredentialRow, cause: string): void {
  const opens = world.state.tables.credentialTypes[row.type_id]?.way ?? "card";
  const usable = row.value !== null || row.status === "active";
  world.remember(row, row.person_id, { kind: "credential", gone: row.deleted, opens, usable }, cause);
}
