import { memberNames } from "@/db/queries/console";
import { type VisitKeyRow, visitKeysToShow } from "@/db/queries/visit-keys";
import { bookingHosts, guestFacts, type VisitorRow, visitorFacts } from "@/db/queries/visits";
import type { InstallationId } from "@/lib/access/types";
import type { Services } from "../context";
import type { StatusView } from "../views";
import type { VisitNote, VisitorsView, VisitView } from "../visitor-views";
import { connectionsWithLinks } from "../visits/guest-links";
import { type Frame, loadFrame } from "./frame";
import { problemOf } from "./member-access";

/** Ended visits stay in sight for so long. */
const ENDED_MS = 12 * 3_600_000;
/** Tried again so soon that nobody has to do anything. */
const SOON_MS = 5 * 60_000;
const PAST_MS = 26 * 3_600_000;

/** Who is expected today and in the days to come, when the door opens for them, and how their link and mail stand. */
export async function readVisitors(
  services: Services,
  input: { readonly installationId: InstallationId; readonly locationId: string | null },
): Promise<VisitorsView> {
  const frame = await loadFrame(services, input);
  const key = { installationId: frame.installationId };
  const endsAfter = new Date(frame.at.getTime() - ENDED_MS);
  const [links, keys, visitors, guests] = await Promise.all([
    connectionsWithLinks(services, key),
    visitKeysToShow(services.db, { ...key, endsAfter }),
    visitorFacts(services.db, { ...key, arrivesAfter: new Date(frame.at.getTime() - PAST_MS) }),
    guestFacts(services.db, key),
  ]);
  const hosts = await bookingHosts(services.db, { ...key, ids: guests.map((guest) => guest.bookingId) });
  const names = await memberNames(services.db, {
    ...key,
    ids: [...hosts.values(), ...visitors.flatMap((row) => row.hostId ?? [])],
  });
  const byVisitor = new Map(visitors.map((row) => [row.visitorId, row]));
  const guestIds = new Map(guests.map((guest) => [`guest:${guest.id}`, guest]));
  const hostOf = (visitor: VisitorRow, visit: string) => {
    const guest = guestIds.get(visit);
    const id = guest ? hosts.get(guest.bookingId) : visitor.hostId;
    const name = id == null ? undefined : names.get(id);
    return id != null && name ? { name, href: `${frame.base}/members/${encodeURIComponent(id)}` } : null;
  };
  const labels = new Map(
    links.map(({ connection }) => [
      connection.id,
      { vendor: services.definition(connection.vendor)?.name ?? connection.vendor, connection },
    ]),
  );
  const rows: VisitView[] = [];
  for (const row of keys) {
    const visitor = byVisitor.get(row.visitorId);
    const from = row.wantedFrom ?? row.givenFrom;
    if (!visitor || from === null || !isHere(frame, row.locationId)) continue;
    const vendor = labels.get(row.connectionId)?.vendor ?? "the vendor";
    const isPaused = labels.get(row.connectionId)?.connection.state !== "active";
    rows.push({
      ...placeOf(frame, row.locationId),
      id: row.id,
      visitorName: visitor.fullName,
      host: hostOf(visitor, row.visit),
      kind: row.visit.startsWith("guest:") ? "Guest of a booking" : null,
      from: from.toISOString(),
      until: (row.wantedUntil ?? row.givenUntil)?.toISOString() ?? null,
      status: statusOf(row, frame.at, { vendor, isPaused }),
      mail: mailOf(row, services.mailer !== null),
      keyId: row.state === "present" && row.urlSealed !== null ? row.id : null,
      canMail: services.mailer !== null && visitor.emailSealed !== null && !isPaused,
    });
  }
  const makes = links.some((row) => row.makes);
  if (makes)
    rows.push(...withoutRight(frame, visitors, new Set(guests.map((guest) => guest.visitorId)), hostOf));
  const [first] = links.filter((row) => row.connection.state !== "disconnected");
  return {
    now: frame.now,
    zone: frame.zone,
    setUp: makes ? "on" : first ? "off" : "none",
    connectionHref: first ? `${frame.base}/connections/${first.connection.id}` : null,
    vendorNames: services.definitions
      .filter((definition) => definition.capabilities.guestLinks?.value === "yes")
      .map((definition) => definition.name),
    hasMail: services.mailer !== null,
    visits: rows.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)),
  };
}

const isHere = (frame: Frame, locationId: string) =>
  frame.location === null || frame.location.id === locationId;

function placeOf(frame: Frame, locationId: string) {
  const location = frame.locations.find((row) => row.id === locationId);
  return { locationName: location?.name ?? "Unknown location" };
}

/** Those expected whom nobody has let in yet: they have no link, and why. */
function withoutRight(
  frame: Frame,
  visitors: readonly VisitorRow[],
  guests: ReadonlySet<string>,
  hostOf: (visitor: VisitorRow, visit: string) => VisitView["host"],
): VisitView[] {
  const WHY: Readonly<Record<number, StatusView>> = {
    2: { kind: "needs_you", what: "their host must approve them in Nexudus" },
    4: { kind: "needs_you", what: "fetch them at the desk: the host asked for it" },
  };
  return visitors.flatMap((visitor) => {
    const status = visitor.approval === null ? undefined : WHY[visitor.approval];
    const isOver = visitor.state !== "live" || visitor.departsAt !== null || guests.has(visitor.visitorId);
    if (!status || isOver || !isHere(frame, visitor.locationId)) return [];
    return [
      {
        ...placeOf(frame, visitor.locationId),
        id: `waiting-${visitor.visitorId}`,
        visitorName: visitor.fullName,
        host: hostOf(visitor, `visitor:${visitor.visitorId}`),
        kind: null,
        from: visitor.arrivesAt.toISOString(),
        until: null,
        status,
        mail: null,
        keyId: null,
        canMail: false,
      },
    ];
  });
}

function statusOf(
  row: VisitKeyRow,
  now: Date,
  { vendor, isPaused }: { readonly vendor: string; readonly isPaused: boolean },
): StatusView {
  const until = row.wantedUntil ?? row.givenUntil;
  const isThere = row.state === "intended" || row.state === "present";
  if (row.errorKind !== null && (isThere || (row.wantedUntil !== null && now < row.wantedUntil))) {
    const { nextAt } = row;
    if (nextAt !== null && nextAt.getTime() - now.getTime() < SOON_MS)
      return { kind: "retrying", at: nextAt.toISOString() };
    if (row.errorKind === "invalid_request")
      return {
        kind: "problem",
        cause: `${vendor} refused the link`,
        remedy: "choose in the connection's settings which doors visitors may open",
      };
    const { cause, remedy } = problemOf(row.errorKind);
    return { kind: "problem", cause, remedy };
  }
  if (row.wantedFrom === null)
    return isThere ? { kind: "applying", underWay: true } : { kind: "ended", at: null };
  if (until !== null && now >= until) return { kind: "ended", at: until.toISOString() };
  if (row.state !== "present") {
    if (isPaused) return { kind: "needs_you", what: `resume ${vendor}, which is paused or parked` };
    const isAhead = row.nextAt !== null && row.nextAt > now;
    return isAhead
      ? { kind: "opens", at: row.wantedFrom.toISOString() }
      : { kind: "applying", underWay: true };
  }
  return now < row.wantedFrom
    ? { kind: "opens", at: row.wantedFrom.toISOString() }
    : { kind: "open", until: until?.toISOString() ?? null };
}

function mailOf(row: VisitKeyRow, hasMail: boolean): VisitNote | null {
  switch (row.mail) {
    case "none":
      return row.state === "present" && row.urlSealed === null
        ? { tone: "muted", words: "The vendor sends the link itself" }
        : null;
    case "due":
      if (row.state !== "present") return null;
      if (!hasMail) return { tone: "attention", words: "Not mailed: copy the link and send it yourself" };
      return row.mailFailures > 0
        ? { tone: "attention", words: "The mail server refused it; Lintel tries again" }
        : { tone: "info", words: "To be mailed" };
    case "sending":
      return { tone: "info", words: "Being mailed" };
    case "sent":
      return { tone: "positive", words: "Mailed" };
    case "unknown":
      return { tone: "attention", words: "May not have arrived: ask the visitor, or mail it again" };
    case "failed":
      return {
        tone: "negative",
        words: "Could not be mailed: check the address in Nexudus, then mail it again",
      };
    case "no_address":
      return { tone: "attention", words: "No e-mail in Nexudus: copy the link and send it yourself" };
    default: {
      const never: never = row.mail;
      return never;
    }
  }
}
