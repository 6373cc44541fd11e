import type { StackUrls } from "../stack/stack";

export type SystemUrls = Pick<StackUrls, "app" | "engine" | "nexudus" | "akiles">;

/** Where somebody can try a door: a vendor's simulated building, and what it calls them. */
export interface Building {
  readonly url: string;
  /** Query of somebody, by their Nexudus id; null = they are not known there. */
  who(member: number): Promise<Readonly<Record<string, string>> | null>;
}

export interface Interval {
  readonly from: Date;
  readonly until: Date;
}

/** Well within what one request may take. */
const PART_MS = 10 * 24 * 3_600_000;

async function call<T>(method: string, url: string, body?: unknown): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`${method} ${new URL(url).pathname} answered ${response.status}: ${text.slice(0, 300)}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

interface Named {
  readonly Id: number;
  readonly Name: string;
  readonly FullName: string;
}

/** A building's doors, asked by its own test API. */
export const doorsOf = (building: Building) => ({
  /** Whether the door would open for them right now. */
  async canOpen(member: number, door: string): Promise<boolean> {
    const who = await building.who(member);
    if (who === null) return false;
    const query = new URLSearchParams({ ...who, door });
    return (await call<{ open: boolean }>("GET", `${building.url}/_test/canOpen?${query}`)).open;
  },
  /** When the door would have opened, as it actually was: the building's own log. */
  async intervals(member: number, door: string, from: Date, to: Date): Promise<Interval[]> {
    const who = await building.who(member);
    if (who === null) return [];
    const { credential: _own, method: _way, ...asked } = who;
    const query = new URLSearchParams({ ...asked, door, from: from.toISOString(), to: to.toISOString() });
    const answer = await call<{ intervals: { from: string; until: string }[] }>(
      "GET",
      `${building.url}/_test/intervals?${query}`,
    );
    return answer.intervals.map((row) => ({ from: new Date(row.from), until: new Date(row.until) }));
  },
});

export type Doors = ReturnType<typeof doorsOf>;

/** The simulated world from outside: bookings are made, time is stepped, doors are asked. */
export function connectSystems(urls: SystemUrls) {
  const { engine, nexudus, akiles } = urls;
  const doors = doorsOf({
    url: akiles,
    // By their own app login.
    who: async (member) => ({ member: String(member), method: "online", credential: "1" }),
  });
  const distorted: { entity: string; id: number; field: string; value: unknown }[] = [];
  /** One after the other, since each tells all of them. */
  let telling: Promise<unknown> = Promise.resolve();
  const test = `${nexudus}/_test`;
  return {
    urls,
    now: async () => new Date((await call<{ now: string }>("GET", `${test}/clock`)).now),
    /**
     * Steps the clock from timer to timer. A long jump is asked for in parts, and skips most ticks of the
     * schedules, like a machine asleep. Nothing where that time is over: the clock also runs by itself.
     */
    async advanceTo(to: Date, cronGapMs?: number): Promise<void> {
      for (;;) {
        const now = new Date((await call<{ now: string }>("GET", `${test}/clock`)).now);
        if (to <= now) return;
        const part = new Date(Math.min(to.getTime(), now.getTime() + PART_MS));
        await call("POST", `${engine}/clock/advance`, {
          to: part.toISOString(),
          ...(cronGapMs ? { cronGapMs } : {}),
        });
        if (part.getTime() === to.getTime()) return;
      }
    },
    /** Lets Nexudus take any number of calls from here on. */
    liftThrottle: () => call("PATCH", `${test}/switches`, { api: { throttle: false } }),
    settle: () => call("POST", `${engine}/clock/settle`, {}),
    async idOf(kind: "customers" | "resources", name: string): Promise<number> {
      const rows = await call<Named[]>("GET", `${test}/${kind}`);
      const found = rows.find((row) => (kind === "customers" ? row.FullName : row.Name) === name);
      if (!found) throw new Error(`no ${name} among the simulated ${kind}`);
      return found.Id;
    },
    addCustomer: async (fullName: string, email: string, businessId: number) =>
      (await call<{ Id: number }>("POST", `${test}/customers`, { fullName, email, businessId })).Id,
    addRoom: async (businessId: number, name: string) =>
      (await call<{ Id: number }>("POST", `${test}/resources`, { businessId, name })).Id,
    businessId: async (name: string) => {
      const rows = await call<Named[]>("GET", `${test}/entities/Business`);
      return rows.find((row) => row.Name === name)?.Id ?? rows[0]?.Id ?? 0;
    },
    book: async (booking: { coworkerId: number; resourceId: number; from: Date; to: Date }) =>
      (
        await call<{ Id: number }>("POST", `${test}/bookings`, {
          ...booking,
          from: booking.from.toISOString(),
          to: booking.to.toISOString(),
        })
      ).Id,
    move: (id: number, from: Date, to: Date) =>
      call("POST", `${test}/bookings/${id}/move`, { from: from.toISOString(), to: to.toISOString() }),
    extend: (id: number, minutes: number) => call("POST", `${test}/bookings/${id}/extend`, { minutes }),
    cancel: (id: number) => call("POST", `${test}/bookings/${id}/cancel`, {}),
    /** A record of any entity, fields by their Nexudus names; its webhooks are answered first. */
    create: async (entity: string, fields: Readonly<Record<string, unknown>>) =>
      (await call<{ Id: number }>("POST", `${test}/entities/${entity}`, fields)).Id,
    change: (entity: string, id: number, fields: Readonly<Record<string, unknown>>) =>
      call("PATCH", `${test}/entities/${entity}/${id}`, fields),
    records: (entity: string) =>
      call<Readonly<Record<string, unknown>>[]>("GET", `${test}/entities/${entity}`),
    /** Lets the API show a field otherwise than the desk would ever keep it. */
    distort(entity: string, id: number, field: string, value: unknown) {
      distorted.push({ entity, id, field, value });
      telling = telling.then(() => call("PATCH", `${test}/switches`, { api: { unreadable: distorted } }));
      return telling;
    },
    webhookCount: async () => (await call<unknown[]>("GET", `${test}/webhooks`)).length,
    /** At Akiles, as whoever has that Nexudus id. */
    ...doors,
    /** Somebody opens a door now, by their own app login. Throws when it stays shut. */
    async openDoor(member: number, door: string): Promise<void> {
      const attempt = await call<{ opened: boolean; text: string }>("POST", `${akiles}/_test/attempt`, {
        member: String(member),
        door,
        method: "online",
      });
      if (!attempt.opened) throw new Error(`${door} stayed shut: ${attempt.text}`);
    },
  };
}

export type Systems = ReturnType<typeof connectSystems>;
