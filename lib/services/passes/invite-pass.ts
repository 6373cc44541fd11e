import { getConnection } from "@/db/queries/connections";
import { membersById } from "@/db/queries/facts";
import { FenceLostError, underFence } from "@/db/queries/fence";
import { acquireLease, type Lease, leaseResource, releaseLease, renewLease } from "@/db/queries/leases";
import { getInvitation, type InvitationRow, updateInvitation } from "@/db/queries/pass-invitations";
import { getPerson, listLinks } from "@/db/queries/persons";
import { judgeInvitations } from "@/lib/access";
import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import { dispositionOf, VendorError } from "@/lib/connectors/errors";
import type { PassInvitation, PassInvitations } from "@/lib/connectors/facets";
import { randomId } from "@/lib/security/tokens";
import { LEASE_MS } from "../access/hold";
import type { Services } from "../context";
import { growingPauseMs } from "../growing-pause";

export interface InviteInput {
  readonly installationId: InstallationId;
  readonly connectionId: ConnectionId;
  readonly invitationId: string;
}

export type InviteResult =
  | { readonly status: "done" | "skipped" | "failed" }
  | { readonly status: "retry"; readonly afterMs: number; readonly why: "busy" | "vendor" };

const BUSY_MS = 2_000;
const PAUSE = { firstMs: 5_000, longestMs: 5 * 60_000 };

/** The member linked first says where mail for this person goes. */
export async function emailOf(
  services: Services,
  key: {
    readonly installationId: InstallationId;
    readonly connectionId: ConnectionId;
    readonly personId: PersonId;
  },
): Promise<string | null> {
  const { installationId, connectionId, personId } = key;
  const [first] = await listLinks(services.db, { installationId, connectionId, personIds: [personId] });
  const ids = first ? [first.memberId] : [];
  const [member] = await membersById(services.db, { installationId, ids });
  return member?.email ?? null;
}

/**
 * Sends one person the invitation of one window, unless they have a pass or an invitation that still holds (design P5).
 * Written as intended before the call; after a crash the vendor's own list says whether it went out. A failure is noted
 * on the invitation alone: access is given and taken as if there were none. Repeat: calls nobody once it has an outcome.
 */
export async function invitePass(services: Services, input: InviteInput): Promise<InviteResult> {
  const key = { installationId: input.installationId, id: input.invitationId };
  const row = await getInvitation(services.db, key);
  if (row?.connectionId !== input.connectionId || row.nextAt === null) return { status: "skipped" };
  const lease = await acquireLease(services.db, {
    installationId: input.installationId,
    resource: leaseResource.pass(row.personId),
    owner: randomId(),
    ttlMs: LEASE_MS,
    now: services.clock.now(),
  });
  if (!lease) return { status: "retry", afterMs: BUSY_MS, why: "busy" };
  try {
    return await invite(services, input, lease);
  } catch (error) {
    if (error instanceof FenceLostError) return { status: "retry", afterMs: BUSY_MS, why: "busy" };
    throw error;
  } finally {
    await releaseLease(services.db, lease);
  }
}

async function invite(services: Services, input: InviteInput, lease: Lease): Promise<InviteResult> {
  const key = { installationId: input.installationId, id: input.invitationId };
  const [row, connection] = await Promise.all([
    getInvitation(services.db, key),
    getConnection(services.db, input),
  ]);
  if (!row || row.nextAt === null || connection?.state !== "active") return { status: "skipped" };
  if (connection.disconnectingSince !== null) return { status: "skipped" };
  const person = await getPerson(services.db, { ...key, personId: row.personId });
  const passes = services.connector(connection).passInvitations;
  if (!passes || person?.vendorPersonId == null) return { status: "skipped" };
  const write = (change: Parameters<typeof updateInvitation>[2]) =>
    underFence(services.db, lease, (tx) =>
      updateInvitation(tx, key, { ...change, updatedAt: services.clock.now() }),
    );
  const over = (state: InvitationRow["state"], shown?: PassInvitation) =>
    write({
      state,
      nextAt: null,
      errorKind: null,
      ...(shown ? { invitationId: shown.invitationId, expiresAt: shown.expiresAt } : {}),
    });
  try {
    const shown = await passes.list(person.vendorPersonId);
    const now = services.clock.now();
    const verdict = judgeInvitations({
      now,
      known: shown,
      askedAt: row.state === "intended" ? row.askedAt : null,
    });
    const newest = newestOf(shown);
    if (verdict !== "send") {
      await over(verdict, newest);
      return { status: "done" };
    }
    if (row.windowUntil !== null && now >= row.windowUntil) {
      await over("lapsed");
      return { status: "done" };
    }
    const email = await emailOf(services, { ...row });
    if (email === null) {
      await over("no_address");
      return { status: "done" };
    }
    await send(services, { row, lease, write, over }, passes, {
      vendorPersonId: person.vendorPersonId,
      email,
    });
    return { status: "done" };
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    return onError(services, row, error, write);
  }
}

interface Writing {
  readonly row: InvitationRow;
  readonly lease: Lease;
  readonly write: (change: Parameters<typeof updateInvitation>[2]) => Promise<void>;
  readonly over: (state: InvitationRow["state"], shown?: PassInvitation) => Promise<void>;
}

async function send(
  services: Services,
  { row, lease, write, over }: Writing,
  passes: PassInvitations,
  to: { readonly vendorPersonId: string; readonly email: string },
): Promise<void> {
  const now = services.clock.now();
  if ((await renewLease(services.db, lease, { ttlMs: LEASE_MS, now })) === null)
    throw new FenceLostError(lease.resource, lease.fence);
  await write({ state: "intended", askedAt: row.askedAt ?? now });
  await over("sent", await passes.send(to));
}

/** The one that was made last; unknown times count as oldest. */
function newestOf(rows: readonly PassInvitation[]): PassInvitation | undefined {
  return rows.toSorted((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0))[0];
}

async function onError(
  services: Services,
  row: InvitationRow,
  error: VendorError,
  write: Writing["write"],
): Promise<InviteResult> {
  const disposition = dispositionOf(error);
  const failures = row.failures + 1;
  // A missing right to invite is a problem of invitations: it parks no connection.
  const isForGood = disposition.do === "record" || error.kind === "permission_denied";
  if (isForGood) {
    await write({ state: "failed", nextAt: null, failures, errorKind: error.kind });
    return { status: "failed" };
  }
  const afterMs = disposition.do === "retry_at" ? disposition.afterMs : growingPauseMs(row.failures, PAUSE);
  const nextAt = new Date(services.clock.now().getTime() + afterMs);
  await write({ nextAt, failures, errorKind: error.kind });
  return { status: "retry", afterMs, why: "vendor" };
}
