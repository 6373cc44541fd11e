import type { Db } from "@/db/client";
import type { ConnectionRow } from "@/db/queries/connections";
import { underFence } from "@/db/queries/fence";
import type { Lease } from "@/db/queries/leases";
import { writeAudit } from "@/db/queries/operations";
import { updateVisitKey, type VisitKeyRow } from "@/db/queries/visit-keys";
import type { VisitWindow } from "@/lib/access";
import type { Connector } from "@/lib/connectors/contract";
import { VendorError } from "@/lib/connectors/errors";
import type { GuestLinks } from "@/lib/connectors/facets";
import { visitMarker } from "@/lib/connectors/marker";
import { readAll } from "@/lib/connectors/read-all";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";

/** One visit being worked on under a lease. */
export interface KeyRun {
  readonly services: Services;
  readonly connection: ConnectionRow;
  readonly connector: Connector;
  readonly row: VisitKeyRow;
  readonly lease: Lease;
  /** Before every call: takes the lease for longer and looks whether the connection is still as it was. */
  readonly hold: () => Promise<void>;
}

const bindingOf = (id: string) => ({ table: "visit_keys", column: "url_sealed", row: id });

/** A visitor's link in clear: in memory only, for the mail and for the admin who asks for it. */
export const openUrl = (services: Services, row: Pick<VisitKeyRow, "id" | "urlSealed">): string | null =>
  row.urlSealed === null ? null : services.encryption.decrypt(row.urlSealed, bindingOf(row.id));

const markerOf = ({ connection, row }: Pick<KeyRun, "connection" | "row">) =>
  visitMarker({ installationId: connection.installationId, visitKeyId: row.id });

/** `Visitor 940001`: the vendor's admins see ids, no names. */
const nameOf = ({ row }: Pick<KeyRun, "row">) =>
  row.visit.replace(/^[a-z]/, (c) => c.toUpperCase()).replace(":", " ");

export const keyOf = ({ connection, row }: Pick<KeyRun, "connection" | "row">) => ({
  installationId: connection.installationId,
  id: row.id,
});

/**
 * Writes while the lease is held, with a line in the audit log where something happened: ids only.
 * Errors: `FenceLostError`, nothing written.
 */
export function write(
  run: KeyRun,
  change: Parameters<typeof updateVisitKey>[2],
  audit: { readonly action: string; readonly details?: Readonly<Record<string, string>> } | null,
): Promise<void> {
  const { services, connection, row, lease } = run;
  const at = services.clock.now();
  return underFence(services.db, lease, async (tx: Db) => {
    await updateVisitKey(tx, keyOf(run), { ...change, fence: lease.fence, updatedAt: at });
    if (audit === null) return;
    await writeAudit(tx, {
      id: randomId(),
      installationId: connection.installationId,
      at,
      actor: services.actor,
      action: audit.action,
      subject: row.visit,
      details: { connectionId: connection.id, ...audit.details },
    });
  });
}

/** Errors: `unsupported` where the vendor makes no links (any more). */
function linksOf({ connector }: KeyRun): GuestLinks {
  if (connector.guestLinks) return connector.guestLinks;
  throw new VendorError("unsupported", "this vendor makes no links for visitors");
}

/**
 * Makes the link, or replaces it: written as intended before the call and as present after it. The connector looks for
 * our mark first, so after a crash anywhere between, the next call finds what this one made.
 * A link that is another than before is due to be mailed.
 */
export async function makeLink(run: KeyRun, window: VisitWindow): Promise<void> {
  const { services, row } = run;
  await run.hold();
  await write(run, { state: "intended", givenFrom: window.from, givenUntil: window.until }, null);
  const link = await linksOf(run).create({ marker: markerOf(run), name: nameOf(run), window });
  const before = openUrl(services, row);
  const isSame = row.linkId === link.guestLinkId && before === link.url && row.mail !== "none";
  const urlSealed = link.url === null ? null : services.encryption.encrypt(link.url, bindingOf(row.id));
  await write(
    run,
    {
      state: "present",
      linkId: link.guestLinkId,
      urlSealed,
      failures: 0,
      errorKind: null,
      ...(isSame ? {} : { mail: link.url === null ? ("none" as const) : ("due" as const), mailFailures: 0 }),
    },
    { action: "visit.link_made" },
  );
}

/**
 * Takes the link away, by its id or, where its making had no outcome, by our mark. Nobody else's link is touched.
 * Repeat: a link that is gone is taken away.
 */
export async function removeLink(run: KeyRun, because: "ended" | "withdrawn"): Promise<void> {
  const { services, row } = run;
  await run.hold();
  const marker = markerOf(run);
  const links = linksOf(run);
  // While its making has no outcome, the id in the books may be that of the link it was to replace.
  const ids =
    row.state === "present" && row.linkId !== null ? [row.linkId] : await findLinks(services, links, marker);
  for (const guestLinkId of ids) {
    const outcome = await links.remove({ guestLinkId, marker });
    if (outcome.status === "deferred")
      throw new VendorError("rate_limited", "the vendor asked to wait", {
        retryAfterMs: outcome.retryAfterMs,
      });
  }
  await write(
    run,
    { state: "gone", linkId: null, urlSealed: null, askedBackAt: null, failures: 0, errorKind: null },
    { action: "visit.link_removed", details: { because } },
  );
}

/** Links that carry this very mark. Errors: the vendor's, or `unavailable` when its list cannot be read whole. */
async function findLinks(services: Services, links: GuestLinks, marker: string): Promise<string[]> {
  const { snapshot, error } = await readAll((cursor) => links.list(cursor), { clock: services.clock });
  if (error) throw error;
  if (!snapshot.complete) throw new VendorError("unavailable", "the vendor's links could not be read whole");
  return snapshot.items.filter((link) => link.marker === marker).map((link) => link.guestLinkId);
}
