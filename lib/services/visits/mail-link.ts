import { listLocations } from "@/db/queries/installations";
import { visitorsById } from "@/db/queries/visits";
import type { VisitWindow } from "@/lib/access";
import { growingPauseMs } from "../growing-pause";
import { type KeyRun, openUrl, write } from "./key-run";
import { visitMail } from "./mail-text";
import { openEmail } from "./store";

const PAUSE = { firstMs: 60_000, longestMs: 30 * 60_000 };
/** A mail server that wants none for so long has a problem that a person must see. */
const TRIES_MAX = 12;
/** Nothing to mail with: looked at again, should the operator set a mail server up. */
const WITHOUT_SERVER_MS = 60 * 60_000;

/**
 * Mails a link that is due, at most once: it is written down as being sent before the server is called, and one found
 * so was cut off there and is not sent again by itself. Returns when to look again; null = nothing is left to mail.
 */
export async function mailLink(run: KeyRun, window: VisitWindow): Promise<Date | null> {
  const { services, connection, row } = run;
  const now = services.clock.now();
  if (row.mail === "sending") {
    await write(run, { mail: "unknown" }, null);
    return null;
  }
  if (row.mail !== "due") return null;
  if (services.mailer === null) return new Date(now.getTime() + WITHOUT_SERVER_MS);
  const { installationId } = connection;
  const [[visitor], locations] = await Promise.all([
    visitorsById(services.db, { installationId, visitorIds: [row.visitorId] }),
    listLocations(services.db, { installationId }),
  ]);
  const to = visitor ? openEmail(services, visitor) : null;
  const url = openUrl(services, row);
  const location = locations.find((one) => one.id === row.locationId);
  if (!visitor || to === null || url === null || !location) {
    await write(run, { mail: "no_address" }, null);
    return null;
  }
  await run.hold();
  await write(run, { mail: "sending" }, null);
  const outcome = await services.mailer.send({
    to,
    ...visitMail({
      visitorName: visitor.fullName,
      locationName: location.name,
      zone: location.zone,
      ...window,
      url,
    }),
  });
  const at = services.clock.now();
  const audit = { action: `visit.mail_${outcome.status}` };
  if (outcome.status === "sent") {
    await write(run, { mail: "sent", mailedAt: at }, audit);
    return null;
  }
  services.log.warn("mail not sent", {
    installationId,
    connectionId: connection.id,
    outcome: outcome.status,
    code: outcome.code,
  });
  if (outcome.status === "unknown") {
    await write(run, { mail: "unknown" }, audit);
    return null;
  }
  const mailFailures = row.mailFailures + 1;
  if (!outcome.again || mailFailures >= TRIES_MAX) {
    await write(run, { mail: "failed", mailFailures }, audit);
    return null;
  }
  await write(run, { mail: "due", mailFailures }, null);
  return new Date(at.getTime() + growingPauseMs(row.mailFailures, PAUSE));
}
