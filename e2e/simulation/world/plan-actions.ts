import type { Random } from "../direct/random";
import type { Action, WorldPlan } from "../types";
import { pinOf, planMapping } from "./plan-world";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Hours of a day, in UTC, in which people do things: a few, so that there are quiet ones between. */
const BUSY_HOURS_A_DAY = { least: 1, most: 2 } as const;
const DEEDS_AN_HOUR = { least: 2, most: 5 } as const;
const GRID = 15 * MINUTE;

const text = (at: number) => new Date(at).toISOString();

interface Booked {
  readonly id: string;
  readonly member: string;
  readonly item: string;
  readonly from: number;
  readonly to: number;
  readonly isTentative: boolean;
}
interface Contracted {
  readonly id: string;
  readonly member: string;
  readonly desks: readonly string[];
  until: number | null;
  freeze: string | null;
}

/**
 * What people do over a stretch of time. It remembers what it made, so that what is moved, cancelled or frozen is
 * there; the first part happened before Lintel came.
 */
export class Deeds {
  readonly actions: Action[] = [];
  private made = 0;
  private bookings: Booked[] = [];
  private contracts: Contracted[] = [];
  private passes: { readonly id: string; readonly isTimed: boolean; remaining: number }[] = [];
  private readonly away = new Set<string>();
  private readonly paused = new Set<string>();

  constructor(
    private readonly world: WorldPlan,
    private readonly random: Random,
    private readonly span: { readonly from: number; readonly to: number },
  ) {}

  /** Most people have a contract, some a pass or a booking, from before. */
  before(): void {
    const { random, span } = this;
    let at = span.from - 2 * DAY;
    for (const member of this.world.members) {
      at += random.whole(1, 5) * MINUTE;
      if (random.chance(0.6)) this.contract(at, member.name);
      if (random.chance(0.2)) this.pass(at + 10 * SECOND, member.name);
      if (random.chance(0.3)) this.book(at + 20 * SECOND, member.name);
    }
  }

  during(): void {
    const { random, span } = this;
    for (let day = span.from; day < span.to; day += DAY) {
      const hours = random.whole(BUSY_HOURS_A_DAY.least, BUSY_HOURS_A_DAY.most);
      const instants: number[] = [];
      for (let hour = 0; hour < hours; hour += 1) {
        const start = day + random.whole(0, 23) * HOUR;
        const deeds = random.whole(DEEDS_AN_HOUR.least, DEEDS_AN_HOUR.most);
        for (let i = 0; i < deeds; i += 1) instants.push(start + random.whole(0, HOUR - 1));
      }
      for (const at of instants.toSorted((a, b) => a - b)) if (at < span.to) this.one(at);
      this.seldom(day);
    }
  }

  /** What happens on few days, by a stream of its own. */
  private seldom(day: number): void {
    const random = this.random.fork(`seldom ${day}`);
    const at = text(day + random.whole(6 * HOUR, 20 * HOUR));
    const connection = random.pick(this.world.connections).name;
    const member = random.pick(this.world.members);
    const [isNewPin, isDeletion, isEnd] = [random.chance(0.3), random.chance(0.1), random.chance(0.15)];
    if (isNewPin && member.pin !== null)
      this.add({ at, do: "change_credentials", member: member.name, pin: pinOf(random.whole(100, 9_999)) });
    if (isDeletion) this.add({ at, do: "staff_delete", connection, member: member.name });
    const end = text(this.span.to - random.whole(5, 40) * MINUTE);
    const isAsked = this.actions.some((action) => action.do === "map" && action.at >= end);
    if (isEnd && day + DAY >= this.span.to && !isAsked) this.add({ at: end, do: "disconnect", connection });
  }

  private one(at: number): void {
    const { random } = this;
    const dice = random.whole(0, 99);
    if (dice < 34) this.book(at, this.someone());
    else if (dice < 42) this.move(at);
    else if (dice < 49) this.cancel(at);
    else if (dice < 56) this.contract(at, this.someone());
    else if (dice < 65) this.changeContract(at);
    else if (dice < 71) this.freeze(at);
    else if (dice < 78) this.pass(at, this.someone());
    else if (dice < 82) this.spendPass(at);
    else if (dice < 86) this.changeTeam(at);
    else if (dice < 90) this.suspend(at);
    else if (dice < 94) this.staff(at);
    else if (dice < 97) this.map(at);
    else this.pause(at);
  }

  private add(action: Action): undefined {
    this.actions.push(action);
  }
  private id(kind: string): string {
    this.made += 1;
    return `${kind} ${this.made}`;
  }
  private someone(): string {
    return this.random.pick(this.world.members).name;
  }
  private items(kind: string): readonly string[] {
    return this.world.items.filter((item) => item.kind === kind).map((item) => item.name);
  }

  private book(at: number, member: string): undefined {
    const { random } = this;
    const live = this.bookings.filter((row) => row.to > at && !row.isTentative);
    const item = random.pick(random.chance(0.85) ? this.items("resource") : this.items("desk"));
    const before = random.chance(0.2) && live.length > 0 ? random.pick(live) : null;
    // Back to back with another one of the same person, at once, soon, or days ahead.
    const lead = random.pick([0, 1, 1, 2, 4, 8, 24, 48, 96]) * HOUR;
    const start = before ? before.to : Math.ceil((at + lead - 30 * MINUTE) / GRID) * GRID;
    const lasts = random.whole(2, 16) * GRID;
    const booked: Booked = {
      id: this.id("booking"),
      member: before?.member ?? member,
      item: before?.item ?? item,
      from: start,
      to: start + lasts,
      isTentative: random.chance(0.08),
    };
    this.bookings.push(booked);
    const { id, isTentative } = booked;
    this.add({
      at: text(at),
      do: "book",
      id,
      member: booked.member,
      item: booked.item,
      from: text(booked.from),
      to: text(booked.to),
      ...(isTentative ? { tentative: true } : {}),
    });
  }

  private open(at: number): Booked | null {
    const live = this.bookings.filter((row) => row.to > at + 5 * MINUTE);
    return live.length === 0 ? null : this.random.pick(live);
  }
  private replace(old: Booked, by: Booked | null): void {
    this.bookings = this.bookings.filter((row) => row !== old);
    if (by) this.bookings.push(by);
  }

  private move(at: number): undefined {
    const { random } = this;
    const old = this.open(at);
    if (!old) return this.book(at, this.someone());
    if (old.isTentative) {
      this.replace(old, { ...old, isTentative: false });
      return this.add({ at: text(at), do: "confirm", id: old.id });
    }
    const shift = random.pick([-2, -1, 0, 0, 1, 2, 8]) * GRID;
    const longer = random.pick([-2, -1, 0, 1, 2, 4]) * GRID;
    const from = old.from + shift;
    const to = Math.max(from + GRID, old.to + shift + longer);
    const isDesk = this.items("desk").includes(old.item);
    const item = random.chance(0.25) && !isDesk ? random.pick(this.items("resource")) : old.item;
    this.replace(old, { ...old, from, to, item });
    this.add({
      at: text(at),
      do: "move",
      id: old.id,
      from: text(from),
      to: text(to),
      ...(item === old.item ? {} : { item }),
    });
  }

  private cancel(at: number): undefined {
    const old = this.open(at);
    if (!old) return this.book(at, this.someone());
    this.replace(old, null);
    this.add({ at: text(at), do: this.random.chance(0.75) ? "cancel" : "delete_booking", id: old.id });
  }

  private contract(at: number, member: string): undefined {
    const { random } = this;
    const location = random.pick(this.world.locations).name;
    const plans = this.items("plan").filter((name) => name.startsWith(location));
    const office = this.world.items.find((item) => item.location === location && item.variants);
    const isOffice = random.chance(0.2) && office !== undefined;
    const desks = isOffice
      ? [office.name]
      : random.chance(0.3)
        ? [random.pick(this.items("desk").filter((name) => name.startsWith(`${location} Desk`)))]
        : [];
    const start = random.chance(0.3)
      ? at + random.whole(1, 5 * 24) * HOUR
      : at - random.whole(1, 30 * 24) * HOUR;
    const until = random.chance(0.3) ? Math.max(at, start) + random.whole(6, 8 * 24) * HOUR : null;
    const made: Contracted = { id: this.id("contract"), member, desks, until, freeze: null };
    this.contracts.push(made);
    this.add({
      at: text(at),
      do: "contract",
      id: made.id,
      member,
      plan: random.pick(plans),
      from: text(start),
      until: until === null ? null : text(until),
      desks,
      ...(isOffice ? { variants: [random.pick(office.variants ?? []).name] } : {}),
    });
  }

  private changeContract(at: number): undefined {
    const { random } = this;
    const live = this.contracts.filter((row) => row.until === null || row.until > at);
    if (live.length === 0) return this.contract(at, this.someone());
    const row = random.pick(live);
    if (random.chance(0.12)) {
      this.contracts = this.contracts.filter((other) => other !== row);
      return this.add({ at: text(at), do: "delete_contract", id: row.id });
    }
    if (random.chance(0.3)) {
      const plan = random.pick(this.items("plan"));
      return this.add({ at: text(at), do: "change_contract", id: row.id, plan });
    }
    const until = random.pick([null, at, at + random.whole(1, 72) * HOUR, at + random.whole(1, 72) * HOUR]);
    row.until = until;
    this.add({
      at: text(at),
      do: "change_contract",
      id: row.id,
      until: until === null ? null : text(until),
    });
  }

  private freeze(at: number): undefined {
    const { random } = this;
    const frozen = this.contracts.find((row) => row.freeze !== null);
    if (frozen?.freeze && random.chance(0.5)) {
      const id = frozen.freeze;
      if (random.chance(0.5)) {
        frozen.freeze = null;
        return this.add({ at: text(at), do: "delete_freeze", id });
      }
      const [from, until] = [text(at - HOUR), text(at + random.whole(1, 24) * HOUR)];
      return this.add({ at: text(at), do: "change_freeze", id, from, until });
    }
    const live = this.contracts.filter((row) => row.freeze === null && (row.until ?? at + DAY) > at);
    if (live.length === 0) return this.contract(at, this.someone());
    const row = random.pick(live);
    const id = this.id("freeze");
    row.freeze = id;
    const from = random.chance(0.4) ? at - HOUR : at + random.whole(1, 48) * HOUR;
    const until = text(Math.max(at, from) + random.whole(2, 72) * HOUR);
    this.add({ at: text(at), do: "freeze", id, contract: row.id, from: text(from), until });
  }

  private pass(at: number, member: string): undefined {
    const { random } = this;
    const item = random.pick(this.items("pass"));
    const isTimed = item.endsWith("Hours");
    const id = this.id("pass");
    this.passes.push({ id, isTimed, remaining: 600 });
    const own = this.contracts.filter((row) => row.member === member);
    const contract = random.chance(0.2) && own.length > 0 ? random.pick(own).id : null;
    this.add({
      at: text(at),
      do: "pass",
      id,
      member,
      item,
      expiresAt: random.chance(0.8) ? text(at + random.whole(2, 10 * 24) * HOUR) : null,
      ...(contract === null ? {} : { contract }),
    });
  }

  private spendPass(at: number): undefined {
    const { random } = this;
    if (this.passes.length === 0) return this.pass(at, this.someone());
    const row = random.pick(this.passes);
    const isOver = !row.isTimed || row.remaining <= 120 || random.chance(0.25);
    if (isOver) this.passes = this.passes.filter((other) => other !== row);
    if (isOver && random.chance(0.35)) return this.add({ at: text(at), do: "delete_pass", id: row.id });
    row.remaining = isOver ? 0 : row.remaining - 120;
    this.add({
      at: text(at),
      do: "use_pass",
      id: row.id,
      ...(row.isTimed ? { remaining: row.remaining } : {}),
    });
  }

  private changeTeam(at: number): undefined {
    const { random } = this;
    const team = random.pick(this.world.teams);
    const members = this.world.members.filter(() => random.chance(0.15)).map((member) => member.name);
    const sharesPasses = random.chance(0.5);
    this.add({
      at: text(at),
      do: "team",
      id: team.name,
      members,
      paying: members.length > 0 && random.chance(0.8) ? random.pick(members) : null,
      sharesPasses,
    });
  }

  private suspend(at: number): undefined {
    const { random, away } = this;
    const back = [...away][0];
    if (back !== undefined && random.chance(0.6)) {
      away.delete(back);
      return this.add({ at: text(at), do: "restore", member: back });
    }
    const member = this.someone();
    if (away.has(member)) return undefined;
    away.add(member);
    this.add({ at: text(at), do: random.chance(0.8) ? "suspend" : "archive", member });
  }

  private staff(at: number): undefined {
    const { random } = this;
    const connection = random.pick(this.world.connections);
    const group = random.pick(connection.groups).name;
    const member = this.someone();
    const what = random.pick(["staff_drop", "staff_drop", "staff_add"] as const);
    this.add({ at: text(at), do: what, connection: connection.name, member, group });
  }

  private map(at: number): undefined {
    const connection = this.random.pick(this.world.connections);
    if (this.paused.has(connection.name)) return undefined;
    const own = this.world.items.filter((item) => connection.locations.includes(item.location));
    const groups = connection.groups.map((group) => group.name);
    this.add({
      at: text(at),
      do: "map",
      connection: connection.name,
      mapping: planMapping(own, groups, this.random),
    });
  }

  private pause(at: number): undefined {
    const connection = this.random.pick(this.world.connections).name;
    const until = at + this.random.whole(1, 6) * HOUR;
    if (this.paused.has(connection) || until > this.span.to - DAY) return undefined;
    this.paused.add(connection);
    this.add({ at: text(at), do: "pause", connection });
    this.add({ at: text(until), do: "resume", connection });
  }
}
