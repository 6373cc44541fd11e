import { listCheckIns, listLateOpenings } from "@/db/queries/check-ins";
import { listConnections } from "@/db/queries/connections";
import { listAllCoverage, listAllLinks, memberNames } from "@/db/queries/console";
import { listAllDoors } from "@/db/queries/doors";
import type { LocationRow } from "@/db/queries/installations";
import { listPresence } from "@/db/queries/presence";
import type { InstallationId, MemberId } from "@/lib/access/types";
import { type LocationDay, locationDayOf } from "@/lib/nexudus/time";
import type { Services } from "../context";
import { placeOf } from "../presence/places";
import type { LateOpeningView, PresencePlaceView, PresenceView, UntoldStayView } from "../presence-views";
import { type Frame, loadFrame } from "./frame";
import { presenceConnections } from "./presence-connections";
import { byWords, readStays, type StaysRead } from "./presence-nexudus";

const LATE_MAX = 50;
const UNTOLD_MAX = 500;

type CheckIn = Awaited<ReturnType<typeof listCheckIns>>[number];
type Late = Awaited<ReturnType<typeof listLateOpenings>>[number];
type Who = (memberId: string | null, told?: string | null) => { name: string; href: string | null };

/** Who is in and who was, by Nexudus' own check-ins, and what doors do about it. */
export async function readPresence(
  services: Services,
  input: { readonly installationId: InstallationId; readonly locationId: string | null },
): Promise<PresenceView> {
  const frame = await loadFrame(services, input);
  const key = { installationId: frame.installationId };
  const [all, rows, doors, coverage] = await Promise.all([
    listConnections(services.db, key),
    listPresence(services.db, key),
    listAllDoors(services.db, key),
    listAllCoverage(services.db, key),
  ]);
  const covered = (id: string) =>
    coverage.filter((row) => row.connectionId === id).map((row) => row.locationId);
  const connections = all.filter((row) => {
    const style = services.definition(row.vendor)?.presence ?? "none";
    const isHere = frame.location === null || covered(row.id).includes(frame.location.id);
    return style !== "none" && row.state !== "draft" && row.state !== "disconnected" && isHere;
  });
  const reached = new Set(connections.flatMap((row) => covered(row.id)));
  const places = frame.locations
    .filter((row) => reached.has(row.id) && (frame.location === null || row.id === frame.location.id))
    .map((location) => ({
      location,
      day: locationDayOf(frame.at, location.zone, location.dayChangeMinutes),
    }));
  const since = new Date(Math.min(frame.at.getTime(), ...places.map(({ day }) => day.from.getTime())));
  const [read, told, late] = await Promise.all([
    places.length === 0
      ? ({ read: true, stays: [], failed: [] } satisfies StaysRead)
      : readStays(services, { ...key, since }),
    listCheckIns(services.db, { ...key, since, limit: UNTOLD_MAX }),
    listLateOpenings(services.db, { ...key, limit: LATE_MAX }),
  ]);
  const links = late.length === 0 ? [] : await listAllLinks(services.db, { ...key, memberIds: null });
  const memberOf = new Map<string, MemberId>(
    links.toReversed().map((link) => [link.personId, link.memberId]),
  );
  const who = await namer(services, frame, [
    ...(read.read ? [...read.stays, ...read.failed].flatMap((row) => row.coworkerId ?? []) : []),
    ...told.map((row) => row.memberId),
    ...memberOf.values(),
  ]);
  const lateAt = (locationId: string) =>
    late
      .filter((row) => {
        const door = doors.find((one) => one.connectionId === row.connectionId && one.id === row.doorId);
        return placeOf(door?.locationId ?? null, covered(row.connectionId)) === locationId;
      })
      .map((row) => lateView(row, { doors, who: who(memberOf.get(row.personId) ?? null) }));
  return {
    now: frame.now,
    zone: frame.zone,
    nexudus: read.read ? { read: true } : read,
    places: places.map((place) => ({
      ...placeView(place, { read, told, who }),
      late: lateAt(place.location.id),
    })),
    connections: presenceConnections(services, frame, { connections, rows, doors, covered }),
  };
}

/** Names as Lintel knows them, else as Nexudus has just told, with the way to the member. */
async function namer(services: Services, frame: Frame, ids: readonly string[]): Promise<Who> {
  const names: ReadonlyMap<string, string> = await memberNames(services.db, {
    installationId: frame.installationId,
    ids: [...new Set(ids)] as MemberId[],
  });
  return (memberId, told = null) => {
    const name = memberId === null ? undefined : names.get(memberId);
    return {
      name: name ?? told ?? "Somebody unknown to Lintel",
      href: name && memberId ? `${frame.base}/members/${encodeURIComponent(memberId)}` : null,
    };
  };
}

function placeView(
  { location, day }: { readonly location: LocationRow; readonly day: LocationDay },
  of: { readonly read: StaysRead; readonly told: readonly CheckIn[]; readonly who: Who },
): Omit<PresencePlaceView, "late"> {
  const here = (row: { readonly businessId: string }) => row.businessId === (location.id as string);
  const stays = of.read.read ? of.read.stays.filter((row) => here(row) && row.from >= day.from) : [];
  const views = stays
    .map((row) => ({
      id: row.id,
      ...of.who(row.coworkerId, row.coworkerName),
      from: row.from.toISOString(),
      until: row.until?.toISOString() ?? null,
      by: byWords(row.source),
    }))
    .toSorted((a, b) => b.from.localeCompare(a.from));
  const own = of.told.filter((row) => row.locationId === location.id && row.day === day.date);
  const failed = of.read.read ? of.read.failed.filter((row) => here(row) && row.attemptedAt >= day.from) : [];
  const known = new Set(failed.map((row) => row.id));
  return {
    locationId: location.id,
    name: location.name,
    zone: location.zone,
    inNow: views.filter((row) => row.until === null),
    leftToday: views.filter((row) => row.until !== null),
    failed: [
      ...failed.map((row) => ({
        id: row.id,
        ...of.who(row.coworkerId),
        at: row.attemptedAt.toISOString(),
        reason: reasonOf(row.description),
      })),
      ...own
        .filter((row) => row.state === "failed" && !known.has(row.recordId ?? ""))
        .map((row) => ({
          id: row.id,
          ...of.who(row.memberId),
          at: row.at.toISOString(),
          reason: reasonOf(row.description),
        })),
    ].toSorted((a, b) => b.at.localeCompare(a.at)),
    untold: own
      .filter((row) => row.state === "intended" || row.state === "given_up")
      .map((row) => untoldView(row, of.who(row.memberId))),
  };
}

/** Nexudus' own words; without them what it refuses check-ins for. */
const reasonOf = (description: string | null) =>
  description ?? "Nexudus refused it: no valid pass, or a limit of the plan is reached.";

const UNTOLD: Readonly<Record<string, string>> = {
  unauthorized: "Nexudus withholds a role from Lintel; Settings names it",
  throttled: "Nexudus asked Lintel to wait",
  unavailable: "Nexudus did not answer",
  server: "Nexudus had trouble of its own",
  day_over: "Nexudus did not take it before the day of the location ended",
  switched_off: "presence was switched off before",
};

function untoldView(row: CheckIn, who: ReturnType<Who>): UntoldStayView {
  const retryAt = row.attempts > 0 && row.nextTryAt ? row.nextTryAt.toISOString() : null;
  return {
    id: row.id,
    ...who,
    at: row.at.toISOString(),
    what: row.kind === "check_in" ? "check-in" : "check-out",
    status:
      row.state === "given_up"
        ? { kind: "given_up" }
        : retryAt
          ? { kind: "retrying", at: retryAt }
          : { kind: "waiting" },
    reason: row.problem
      ? (UNTOLD[row.problem] ?? "Nexudus did not take it")
      : "its turn comes within minutes",
  };
}

function lateView(
  row: Late,
  of: { readonly doors: Awaited<ReturnType<typeof listAllDoors>>; readonly who: ReturnType<Who> },
): LateOpeningView {
  const door = of.doors.find((one) => one.connectionId === row.connectionId && one.id === row.doorId);
  return {
    id: row.eventId,
    ...of.who,
    door: door?.name ?? "A door",
    at: row.occurredAt.toISOString(),
    toldAt: row.recordedAt.toISOString(),
  };
}
