import type { Db } from "@/db/client";
import { membersById } from "@/db/queries/facts";
import { underFence } from "@/db/queries/fence";
import { acquireLease, leaseResource, releaseLease } from "@/db/queries/leases";
import { listMappings } from "@/db/queries/mappings";
import { listLinks, peopleWithEmail, updatePerson } from "@/db/queries/persons";
import type { VendorPerson } from "@/lib/connectors/contract";
import { VendorError } from "@/lib/connectors/errors";
import { personMarker } from "@/lib/connectors/marker";
import { randomId } from "@/lib/security/tokens";
import { storeProposals } from "../people/store-proposals";
import { LEASE_MS } from "./hold";
import { call } from "./perform";
import type { PersonRun } from "./person-run";
import { record } from "./record";

export type EnsuredPerson =
  | { readonly status: "ready"; readonly vendorPersonId: string }
  /** Somebody at the vendor has the member's e-mail: an admin must say who that is. Nothing was written. */
  | { readonly status: "needs_admin" }
  /** Somebody with the same e-mail is being found or made right now. Nothing was written. */
  | { readonly status: "busy" };

/** Who is to be made, if nobody is found: of the member linked first. */
interface Wanted {
  readonly marker: string;
  readonly name: string;
  readonly email: string | null;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Finds the person at the vendor by our mark, or makes it (design P1). Whoever has the member's e-mail there, or is
 * another member of that e-mail here, is only a proposal: nobody is linked or shared without an admin's word.
 *
 * Repeat: the mark is looked for first, so a lost answer never makes a second person.
 */
export async function ensurePerson(run: PersonRun): Promise<EnsuredPerson> {
  const { services, connection, connector, person } = run;
  const { installationId, id: connectionId } = connection;
  const wanted = await wantedPerson(run);

  const marked = await connector.findPeople({ marker: wanted.marker });
  const [own, second] = marked;
  if (second) return propose(run, marked);
  if (own) {
    const found = { vendorPersonId: own.vendorPersonId, origin: "made" as const };
    const key = { installationId, personId: person.id };
    await underFence(services.db, run.lease, (tx) =>
      updatePerson(tx, key, { ...found, updatedAt: services.clock.now() }),
    );
    return { status: "ready", vendorPersonId: own.vendorPersonId };
  }

  const { email } = wanted;
  if (email === null || person.origin === "made") return make(run, wanted);
  const namesakes = () =>
    peopleWithEmail(services.db, { installationId, connectionId, email, except: person.id });
  const others = await namesakes();
  if (others.length === 0) return findOrMake(run, wanted, email, []);
  const first = [person.id, ...others.map((row) => row.personId)].toSorted()[0] ?? person.id;
  const lease = await acquireLease(services.db, {
    installationId,
    resource: leaseResource.namesakes(first),
    owner: randomId(),
    ttlMs: LEASE_MS,
    now: services.clock.now(),
  });
  if (!lease) return { status: "busy" };
  try {
    const ids = (await namesakes()).flatMap((row) => row.vendorPersonId ?? []);
    return await findOrMake(run, wanted, email, ids);
  } finally {
    await releaseLease(services.db, lease);
  }
}

async function wantedPerson(run: PersonRun): Promise<Wanted> {
  const { services, connection, person } = run;
  const { installationId, id: connectionId } = connection;
  const [first] = await listLinks(services.db, { installationId, connectionId, personIds: [person.id] });
  const ids = first ? [first.memberId] : [];
  const [member] = await membersById(services.db, { installationId, ids });
  return {
    marker: personMarker({ installationId, personId: person.id }),
    name: member?.fullName ?? "Nexudus member",
    email: member?.email ?? null,
    labels: first ? { nx_coworker: first.memberId } : {},
  };
}

/** `namesakes`: people at the vendor who stand for other members of this e-mail. */
async function findOrMake(
  run: PersonRun,
  wanted: Wanted,
  email: string,
  namesakes: readonly string[],
): Promise<EnsuredPerson> {
  const candidates = new Map<string, VendorPerson>();
  for (const found of await run.connector.findPeople({ email })) candidates.set(found.vendorPersonId, found);
  for (const id of namesakes) {
    const found = candidates.has(id) ? null : await run.connector.observePerson(id);
    if (found) candidates.set(id, found);
  }
  return candidates.size > 0 ? propose(run, [...candidates.values()]) : make(run, wanted);
}

async function make(run: PersonRun, wanted: Wanted): Promise<EnsuredPerson> {
  const { connection, person } = run;
  const { marker, name, email, labels } = wanted;
  const key = { installationId: connection.installationId, personId: person.id };
  const vendorPersonId = await record(run, {
    row: { verb: "createPerson" },
    async call() {
      const outcome = await call(run, { verb: "createPerson", marker, name, email, labels });
      if (outcome.vendorId !== undefined) return outcome.vendorId;
      throw new VendorError("unexpected_response", "a person was made, and the answer does not say which");
    },
    settle: (tx, id, updatedAt) =>
      updatePerson(tx, key, { vendorPersonId: id, origin: "made", link: "ready", updatedAt }),
  });
  return { status: "ready", vendorPersonId };
}

async function propose(run: PersonRun, candidates: readonly VendorPerson[]): Promise<EnsuredPerson> {
  const { services, connection, person } = run;
  const scope = { installationId: connection.installationId, connectionId: connection.id };
  const mapped = new Set((await listMappings(services.db, scope)).map((row) => row.groupId));
  const now = services.clock.now();
  await underFence(services.db, run.lease, (tx: Db) =>
    storeProposals(tx, { ...scope, personId: person.id, candidates, mapped, now }),
  );
  return { status: "needs_admin" };
}
