import { type InstallationRow, listLocations } from "@/db/queries/installations";
import { claimGraceMail, settleGraceMail } from "@/db/queries/lifecycle";
import { writeAudit } from "@/db/queries/operations";
import type { InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import { growingPauseMs } from "../growing-pause";
import { graceMail } from "./grace-mail-text";

const PAUSE = { firstMs: 10 * 60_000, longestMs: 6 * 60 * 60_000 };
const TRIES_MAX = 12;
/** Longer than a mail server may take: one still being sent by then was cut off. */
const CUT_OFF_AFTER_MS = 10 * 60_000;

/** Not before this is a mail that the server would not take tried again. */
const retryAt = (row: InstallationRow): number =>
  (row.graceMailAt?.getTime() ?? 0) + growingPauseMs(row.graceMailTries - 1, PAUSE);

/**
 * Mails the account that approved Lintel, once in a grace, that it ends and when (design I5). The address is the one that
 * Nexudus told, never the link's. It is written down as being sent before the server is called: one found so later was cut
 * off there, may have gone out, and is not sent again. Without a mail server it waits for one.
 *
 * Repeat, and two at once: one mail. Called by the slow probe of a parked installation, after a refusal.
 */
export async function mailGrace(services: Services, installation: InstallationRow): Promise<void> {
  const { id: installationId, graceEndsAt, accountEmail: to } = installation;
  const now = services.clock.now();
  const key = { installationId, now };
  const { graceMail: state, graceMailAt, graceMailTries } = installation;
  if (state === "sending" && graceMailAt !== null && now.getTime() - graceMailAt.getTime() > CUT_OFF_AFTER_MS)
    return settle(services, key, "unknown", { isNewsOnly: true });
  if (state !== null || graceEndsAt === null || services.mailer === null) return;
  if (graceMailTries > 0 && now.getTime() < retryAt(installation)) return;
  if (to === null) {
    await settleGraceMail(services.db, { ...key, state: "no_address" });
    return;
  }
  if (!(await claimGraceMail(services.db, key))) return;
  const locations = await listLocations(services.db, { installationId });
  const held = locations.filter((row) => row.vanishedAt === null);
  const outcome = await services.mailer.send({
    to,
    ...graceMail({
      places: (held.length > 0 ? held : locations).map((row) => row.name),
      endsAt: graceEndsAt,
      zone: (held[0] ?? locations[0])?.zone ?? "UTC",
      marketplaceUrl: services.config.nexudus.marketplaceUrl,
    }),
  });
  const again = outcome.status === "refused" && outcome.again && graceMailTries + 1 < TRIES_MAX;
  const next = outcome.status === "refused" ? (again ? null : "failed") : outcome.status;
  await settle(services, key, next);
  if (outcome.status !== "sent")
    services.log.warn("mail not sent", { installationId, outcome: outcome.status, code: outcome.code });
}

/**
 * Notes what became of the mail; null = it is to be tried again, which is nothing to tell. A mail that went out is told also
 * where the installation was restored meanwhile; `isNewsOnly` = what somebody else noted already is not told twice.
 */
async function settle(
  services: Services,
  key: { readonly installationId: InstallationId; readonly now: Date },
  state: Parameters<typeof settleGraceMail>[1]["state"],
  { isNewsOnly = false } = {},
): Promise<void> {
  await services.db.transaction(async (tx) => {
    const isNews = await settleGraceMail(tx, { ...key, state });
    if (state === null || (isNewsOnly && !isNews)) return;
    await writeAudit(tx, {
      id: randomId(),
      installationId: key.installationId,
      at: key.now,
      actor: services.actor,
      action: `installation.grace_mail_${state}`,
      subject: key.installationId,
      details: {},
    });
  });
}
