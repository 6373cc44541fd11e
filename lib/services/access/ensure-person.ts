import type { Db } from "@/db/client";
import { membersById } from "@/db/queries/facts";
import { underFence } from "@/db/queries/fence";
import { listMappings } from "@/db/queries/mappings";
import {
  listLinks,
  mergePerson,
  personByVendorId,
  replaceProposals,
  updatePerson,
} from "@/db/queries/persons";
import type { PersonId } from "@/lib/access/types";
import type { VendorPerson } from "@/lib/connectors/contract";
import { VendorError } from "@/lib/connectors/errors";
import { personMarker } from "@/lib/connectors/marker";
import { call } from "./perform";
import type { PersonRun } from "./person-run";
import { record } from "./record";

export type EnsuredPerson =
  | { readonly status: "ready"; readonly vendorPersonId: string }
  /** Somebody at the vendor has the member's e-mail: an admin must say who that is. Nothing was written. */
  | { readonly status: "needs_admin" }
  /** Another person of ours is the same human: the members moved there. */
  | { readonly status: "merged"; readonly into: PersonId };

/**
 * Finds the person at the vendor by our mark, or makes it (design P1). An e-mail match with a person that
 * Lintel did not make is only a proposal. A person of ours with the same e-mail is the same human.
 *
 * Repeat: the mark is looked for first, so a lost answer never makes a second person.
 */
export async function ensurePerson(run: PersonRun): Promise<EnsuredPerson> {
  const { services, connection, connector, person } = run;
  const now = services.clock.now();
  const key = { installationId: connection.installationId, personId: person.id };
  const write = (work: (tx: Db) => Promise<void>) => underFence(services.db, run.lease, work);
  const marker = personMarker({ installationId: connection.installationId, personId: person.id });

  const marked = await connector.findPeople({ marker });
  const [own, second] = marked;
  if (second) {
    await write((tx) => updatePerson(tx, key, { link: "ambiguous", updatedAt: now }));
    return { status: "needs_admin" };
  }
  if (own) {
    const found = { vendorPersonId: own.vendorPersonId, origin: "made" as const, updatedAt: now };
    await write((tx) => updatePerson(tx, key, found));
    return { status: "ready", vendorPersonId: own.vendorPersonId };
  }

  const links = await listLinks(services.db, {
    installationId: connection.installationId,
    connectionId: connection.id,
    personIds: [person.id],
  });
  const ids = links.map((link) => link.memberId);
  const rows = await membersById(services.db, { installationId: connection.installationId, ids });
  const member = rows.find((row) => row.id === ids[0]);
  const email = member?.email ?? null;

  if (email !== null && person.origin !== "made") {
    const candidates = await connector.findPeople({ email });
    for (const candidate of candidates) {
      const known = await personByVendorId(services.db, {
        installationId: connection.installationId,
        connectionId: connection.id,
        vendorPersonId: candidate.vendorPersonId,
      });
      if (known && known.origin === "made" && known.id !== person.id) {
        const { installationId } = connection;
        await write((tx) => mergePerson(tx, { installationId, from: person.id, into: known.id }));
        return { status: "merged", into: known.id };
      }
    }
    if (candidates.length > 0) {
      await propose(run, candidates);
      return { status: "needs_admin" };
    }
  }

  const vendorPersonId = await record(run, {
    row: { verb: "createPerson" },
    async call() {
      const outcome = await call(run, {
        verb: "createPerson",
        marker,
        name: member?.fullName ?? "Nexudus member",
        labels: ids[0] === undefined ? {} : { nx_coworker: ids[0] },
      });
      if (outcome.vendorId !== undefined) return outcome.vendorId;
      throw new VendorError("unexpected_response", "a person was made, and the answer does not say which");
    },
    settle: (tx, id, updatedAt) =>
      updatePerson(tx, key, { vendorPersonId: id, origin: "made", link: "ready", updatedAt }),
  });
  return { status: "ready", vendorPersonId };
}

/** Stores who it could be. One candidate is a question, two are a problem. */
async function propose(run: PersonRun, candidates: readonly VendorPerson[]): Promise<void> {
  const { services, connection, person } = run;
  const now = services.clock.now();
  const mapped = new Set(
    (
      await listMappings(services.db, {
        installationId: connection.installationId,
        connectionId: connection.id,
      })
    ).map((row) => row.groupId),
  );
  await underFence(services.db, run.lease, async (tx) => {
    await replaceProposals(
      tx,
      { installationId: connection.installationId, personId: person.id },
      candidates.map((candidate) => ({
        installationId: connection.installationId,
        connectionId: connection.id,
        personId: person.id,
        vendorPersonId: candidate.vendorPersonId,
        vendorName: candidate.name,
        holdsForeignGroups: candidate.grants.some((grant) => !mapped.has(grant.groupId)),
        createdAt: now,
      })),
    );
    await updatePerson(
      tx,
      { installationId: connection.installationId, personId: person.id },
      { link: candidates.length === 1 ? "unconfirmed" : "ambiguous", updatedAt: now },
    );
  });
}
