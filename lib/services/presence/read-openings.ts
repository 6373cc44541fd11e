import { checkInsOf, insertCheckIns, insertOpenings, knownEvents } from "@/db/queries/check-ins";
import { type ConnectionRow, getConnection } from "@/db/queries/connections";
import { getInstallation } from "@/db/queries/installations";
import { listLinks, listPersons } from "@/db/queries/persons";
import { getPresence, noteReading, type PresenceRow, savePresence } from "@/db/queries/presence";
import { decideOpening, type OpeningOutcome } from "@/lib/access";
import type { ConnectionId, InstallationId, MemberId, PersonId } from "@/lib/access/types";
import type { Opening, Openings, PresenceStyle } from "@/lib/connectors/contract";
import { dispositionOf, VendorError } from "@/lib/connectors/errors";
import { locationDayOf } from "@/lib/nexudus/time";
import { randomId } from "@/lib/security/tokens";
import { parkConnection } from "../connections/park";
import type { Services } from "../context";
import { loadPlaces } from "./places";

/** However long nothing was read: older openings would check nobody in, and vendors keep them for a while only. */
const FLOOR_MS = 7 * 24 * 3_600_000;
/** Every location's day is shorter. */
const DAYS_BACK_MS = 2 * 24 * 3_600_000;

type Key = { readonly installationId: InstallationId; readonly connectionId: ConnectionId };

export interface OpeningsRead {
  readonly status: "read" | "incomplete" | "failed" | "parked" | "skipped";
  /** Openings nobody had recorded before. */
  readonly recorded: number;
  /** Check-ins and check-outs they ask for. */
  readonly asked: number;
}

const nothing = (status: OpeningsRead["status"]): OpeningsRead => ({ status, recorded: 0, asked: 0 });

/**
 * Reads what was opened since the mark and writes down what it asks for; nothing is told to Nexudus here. Openings by
 * people whom Lintel does not serve are not kept. The openings, what they ask for and the mark are written together: a
 * crash before means that they are read again, and a second reader finds them written.
 */
export async function readConnectionOpenings(services: Services, key: Key): Promise<OpeningsRead> {
  const [connection, presence, installation] = await Promise.all([
    getConnection(services.db, key),
    getPresence(services.db, key),
    getInstallation(services.db, key),
  ]);
  const style = (connection && services.definition(connection.vendor)?.presence) ?? "none";
  const since = presence?.readingSince;
  if (!connection || !presence || !since || style === "none") return nothing("skipped");
  if (connection.state !== "active" || connection.disconnectingSince !== null) return nothing("skipped");
  if (installation?.state !== "active") return nothing("skipped");
  const answer = await askVendor(services, connection, presence, since);
  if (!("items" in answer)) return nothing(answer.status);
  const now = services.clock.now();
  const { recorded, asked } = await record(services, key, { style, presence, since, answer, now });
  return { status: answer.complete && answer.skipped === 0 ? "read" : "incomplete", recorded, asked };
}

async function askVendor(
  services: Services,
  connection: ConnectionRow,
  presence: PresenceRow,
  since: Date,
): Promise<Openings | { readonly status: "failed" | "parked" | "skipped" }> {
  const connector = services.connector(connection);
  if (!connector.readOpenings) return { status: "skipped" };
  const now = services.clock.now();
  const floor = new Date(Math.max(since.getTime(), now.getTime() - FLOOR_MS));
  try {
    return await connector.readOpenings({ after: presence.mark, floor });
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    const key = { installationId: connection.installationId, connectionId: connection.id };
    // Its turn has passed, or one that is down would be asked first for ever.
    await savePresence(services.db, key, { lastErrorKind: error.kind, lastReadAt: now });
    if (dispositionOf(error).do !== "park") return { status: "failed" };
    await parkConnection(services, connection, error);
    return { status: "parked" };
  }
}

interface Known {
  readonly opening: Opening;
  readonly personId: PersonId;
  readonly memberId: MemberId;
}

/** Openings by people Lintel serves, oldest first, each with the member linked first: whose card or PIN it was. */
async function known(services: Services, key: Key, items: readonly Opening[]): Promise<Known[]> {
  const before = await knownEvents(services.db, { ...key, eventIds: items.map((item) => item.eventId) });
  const fresh = items.filter((item) => !before.has(item.eventId));
  if (fresh.length === 0) return [];
  const [persons, links] = await Promise.all([listPersons(services.db, key), listLinks(services.db, key)]);
  const personOf = new Map(persons.map((row) => [row.vendorPersonId, row.id]));
  const memberOf = new Map(links.toReversed().map((link) => [link.personId, link.memberId]));
  return fresh
    .flatMap((opening) => {
      const personId = personOf.get(opening.vendorPersonId);
      const memberId = personId && memberOf.get(personId);
      return personId && memberId ? [{ opening, personId, memberId }] : [];
    })
    .toSorted((a, b) => a.opening.occurredAt.getTime() - b.opening.occurredAt.getTime());
}

async function record(
  services: Services,
  key: Key,
  read: {
    readonly style: PresenceStyle;
    readonly presence: PresenceRow;
    readonly since: Date;
    readonly answer: Openings;
    readonly now: Date;
  },
): Promise<{ recorded: number; asked: number }> {
  const { now, answer } = read;
  const items = await known(services, key, answer.items);
  if (items.length === 0) return write(services, key, { ...read, openings: [], asks: [] });
  const places = await loadPlaces(services, key, read);
  const acted = await checkInsOf(services.db, {
    installationId: key.installationId,
    memberIds: [...new Set(items.map((item) => item.memberId))],
    since: new Date(now.getTime() - DAYS_BACK_MS),
  });
  const slots = acted.map((row) => ({
    memberId: row.memberId,
    locationId: row.locationId as string,
    day: row.day,
    at: row.at,
    daily: row.daily,
  }));
  const decided = items.map((item) => {
    const { occurredAt, doorId } = item.opening;
    const location = places.locationOf(doorId);
    const today = location && locationDayOf(now, location.zone, location.dayChangeMinutes);
    const here = slots.filter((row) => row.memberId === item.memberId && row.locationId === location?.id);
    const rule = places.ruleOf(doorId);
    const outcome: OpeningOutcome = decideOpening({
      occurredAt,
      now,
      rule,
      today,
      hadFirst: here.some((row) => row.daily && row.day === today?.date),
      lastActedAt: here.reduce<Date | null>((last, { at }) => (last && last > at ? last : at), null),
    });
    const isAct = outcome === "check_in" || outcome === "check_out";
    if (!isAct || !location || !today) return { item, outcome, ask: null };
    const ask = {
      kind: outcome,
      locationId: location.id,
      day: today.date,
      at: occurredAt,
      daily: rule.style === "on_open",
    };
    slots.push({ ...ask, memberId: item.memberId });
    return { item, outcome, ask };
  });
  return write(services, key, {
    ...read,
    openings: decided.map(({ item, outcome }) => ({
      ...key,
      eventId: item.opening.eventId,
      personId: item.personId,
      doorId: item.opening.doorId,
      occurredAt: item.opening.occurredAt,
      recordedAt: item.opening.recordedAt,
      readAt: now,
      outcome,
    })),
    asks: decided.flatMap(({ item, ask }) => {
      if (!ask) return [];
      const { eventId } = item.opening;
      const open = { state: "intended" as const, attempts: 0, nextTryAt: now, createdAt: now };
      return [{ ...key, ...ask, ...open, id: randomId(), eventId, memberId: item.memberId }];
    }),
  });
}

async function write(
  services: Services,
  key: Key,
  read: {
    readonly since: Date;
    readonly answer: Openings;
    readonly now: Date;
    readonly openings: Parameters<typeof insertOpenings>[1];
    readonly asks: Parameters<typeof insertCheckIns>[1];
  },
): Promise<{ recorded: number; asked: number }> {
  const { mark, complete, skipped } = read.answer;
  return services.db.transaction(async (tx) => {
    // Switched off, or on anew, while the vendor was asked: what was read is nobody's business any more.
    const noted = await noteReading(
      tx,
      { ...key, readingSince: read.since },
      { mark, lastReadAt: read.now, lastReadComplete: complete && skipped === 0 },
    );
    if (!noted) return { recorded: 0, asked: 0 };
    const made = await insertOpenings(tx, read.openings);
    const asks = read.asks.filter((ask) => made.has(ask.eventId));
    await insertCheckIns(tx, asks);
    return { recorded: made.size, asked: asks.length };
  });
}
