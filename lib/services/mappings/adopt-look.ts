import type { Db } from "@/db/client";
import { type ConnectionRow, getConnection, lockConnection } from "@/db/queries/connections";
import { membersById } from "@/db/queries/facts";
import { saveForeign } from "@/db/queries/ledger";
import { writeAudit } from "@/db/queries/operations";
import { createPerson, deletePersons, listLinks, listPersons } from "@/db/queries/persons";
import { itemKey } from "@/lib/access";
import type { AccessGroupId, ConnectionId, InstallationId, MemberId, PersonId } from "@/lib/access/types";
import type { VendorPerson } from "@/lib/connectors/contract";
import { dispositionOf } from "@/lib/connectors/errors";
import { readAll } from "@/lib/connectors/read-all";
import { randomId } from "@/lib/security/tokens";
import { loadEntitlements } from "../access/desired";
import { parkConnection } from "../connections/park";
import { ServiceError, type Services } from "../context";
import { storeProposals } from "../people/store-proposals";
import { proposalOf, refuseIfActivated } from "./adopt-decide";
import { rulesOfProposal } from "./change";
import { proposeChange } from "./propose";

/** What the audit log calls a look. */
export const LOOKED = "connection.looked_for_people";

interface Found {
  readonly memberId: MemberId;
  readonly candidates: readonly VendorPerson[];
}

/**
 * Before the first activation: reads the vendor whole and finds members there by e-mail, as questions for an admin.
 * Concerned are those with a mapped right and those who hold a mapped group. Of people confirmed since the last look
 * it notes what they hold. Writes nothing at the vendor; the open preview is worked out anew.
 *
 * Repeat: looks again. Errors: `unavailable` when the vendor does not answer; as `refuseIfActivated`.
 */
export async function lookWhoIsThere(
  services: Services,
  input: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
): Promise<{ readonly previewId: string; readonly complete: boolean }> {
  const key = { installationId: input.installationId, connectionId: input.connectionId };
  const connection = await getConnection(services.db, key);
  if (!connection) throw new ServiceError("not_found", "There is no such connection.");
  refuseIfActivated(connection);
  const connector = services.connector(connection);
  const { snapshot, error } = await readAll((cursor) => connector.observe(cursor), { clock: services.clock });
  if (error) {
    if (dispositionOf(error).do === "park") await parkConnection(services, connection, error);
    throw new ServiceError(
      "unavailable",
      "The vendor did not answer, so nobody was compared and nothing changed. Try again in a minute.",
    );
  }
  const rules = await rulesOfProposal(services, connection, await proposalOf(services, connection));
  const mapped = new Set(rules.map((rule) => rule.groupId));
  const items = new Set(rules.map((rule) => itemKey(rule.item)));
  const now = services.clock.now();
  const [members, entitlements] = await Promise.all([
    membersById(services.db, { installationId: key.installationId, ids: null }),
    loadEntitlements(services, connection, null, now),
  ]);
  const entitled = new Set(
    entitlements.filter((right) => items.has(itemKey(right.item))).map((right) => right.memberId),
  );
  const byEmail = new Map<string, VendorPerson[]>();
  for (const person of snapshot.items)
    for (const email of new Set(person.emails)) byEmail.set(email, [...(byEmail.get(email) ?? []), person]);
  const found = members.flatMap(({ id, email, state }): Found[] => {
    const candidates = email === null || state !== "live" ? [] : (byEmail.get(email) ?? []);
    const holds = candidates.some((one) => one.grants.some((grant) => mapped.has(grant.groupId)));
    return candidates.length > 0 && (holds || entitled.has(id)) ? [{ memberId: id, candidates }] : [];
  });
  await services.db.transaction(async (tx) => {
    const current = await lockConnection(tx, key);
    if (!current) throw new ServiceError("not_found", "There is no such connection.");
    refuseIfActivated(current);
    await store(tx, current, { found, seen: snapshot.items, mapped, isComplete: snapshot.complete, now });
    await writeAudit(tx, {
      id: randomId(),
      installationId: key.installationId,
      at: now,
      actor: services.actor,
      action: LOOKED,
      subject: key.connectionId,
      details: { people: found.length, complete: snapshot.complete },
    });
  });
  return { ...(await proposeChange(services, key)), complete: snapshot.complete };
}

async function store(
  tx: Db,
  connection: ConnectionRow,
  input: {
    readonly found: readonly Found[];
    readonly seen: readonly VendorPerson[];
    readonly mapped: ReadonlySet<AccessGroupId>;
    readonly isComplete: boolean;
    readonly now: Date;
  },
): Promise<void> {
  const { found, mapped, now } = input;
  const scope = { installationId: connection.installationId, connectionId: connection.id };
  const [links, people] = await Promise.all([listLinks(tx, scope), listPersons(tx, scope)]);
  const personOf = new Map(links.map((link) => [link.memberId, link.personId]));
  const byId = new Map(people.map((person) => [person.id, person]));
  const asked = new Set<PersonId>();
  for (const { memberId, candidates } of found) {
    const known = byId.get(personOf.get(memberId) ?? ("" as PersonId));
    // Decided by an admin: linked, shared, or to be made new.
    if (known?.link === "ready" && (known.vendorPersonId !== null || known.origin === "made")) continue;
    const personId =
      known?.id ?? (await createPerson(tx, { ...scope, memberId, personId: randomId() as PersonId, now }));
    await storeProposals(tx, { ...scope, personId, candidates, mapped, now });
    asked.add(personId);
  }
  // Questions of an earlier look, about people the mapping no longer concerns or who are gone at the vendor.
  const moot = people.filter((row) => row.link !== "ready" && !asked.has(row.id)).map((row) => row.id);
  if (input.isComplete) await deletePersons(tx, { ...scope, ids: moot });
  const seen = new Map(input.seen.map((person) => [person.vendorPersonId, person]));
  for (const { id, vendorPersonId } of people) {
    const person = vendorPersonId === null ? undefined : seen.get(vendorPersonId);
    if (vendorPersonId === null || (!person && !input.isComplete)) continue;
    await saveForeign(tx, { ...scope, personId: id, now }, person?.grants ?? []);
  }
}
