import type { FaultRule, Faults } from "../kit/faults";
import type { Verdict } from "./access";
import { createCredential, deleteCredential, updateCredential } from "./credentials";
import { attemptToOpen, setOnline } from "./doors";
import { logEvent, type NewEvent } from "./events";
import type { Body } from "./fields";
import { createGroupReservation, deleteGroupReservation } from "./group-reservations";
import { type AccessInterval, accessIntervals, canOpen, mergeIntervals } from "./intervals";
import {
  type Attempt,
  type ChannelRow,
  type EventRow,
  type PersonRow,
  type ShiftRow,
  WAYS,
  type Way,
} from "./model";
import { createPerson, deletePerson, updatePerson } from "./people";
import { badRequest, notFound } from "./problem";
import type { createRequestLog } from "./request-log";
import { SEED } from "./seed";
import {
  addAccount,
  addChannel,
  addCredentialType,
  addGroup,
  addRole,
  addShift,
  addSite,
  changeGroup,
  changeRole,
} from "./setup";
import type { Switches } from "./switches";
import { requestSync, startSync } from "./sync";
import { tick } from "./tick";
import { issueCode, issueTokens, revokeAll, type TokenAnswer } from "./tokens";
import type { Acknowledgements, WebhookSender } from "./webhook-sender";
import { Wire } from "./wire";
import type { World } from "./world";

interface Parts {
  readonly world: World;
  readonly faults: Faults;
  readonly requests: ReturnType<typeof createRequestLog>;
  readonly webhooks: WebhookSender;
  readonly acks: Acknowledgements;
  readonly startOver: () => void;
}

export interface WhoAndWhere {
  /** A person's id, a system id, a Nexudus customer id that Lintel wrote there, or an e-mail address. */
  readonly member: string;
  /** A channel's id or a door's name. */
  readonly door: string;
  /** Absent = any way. */
  readonly method?: string | undefined;
  /** Ask for the person's own credential too, not for the groups alone. */
  readonly withCredential?: boolean;
  readonly account?: string | undefined;
}

/** An interval as the test API tells it: instants as ISO 8601 text. */
export type ToldInterval = Omit<AccessInterval, "from" | "until"> & { from: string; until: string };

export function readWay(text: string | undefined): Way | undefined {
  if (text === undefined || text === "") return undefined;
  const way = WAYS.find((known) => known === (text === "app" ? "mobile" : text));
  if (!way) throw badRequest(`method: one of ${WAYS.join(", ")}`);
  return way;
}

/**
 * What tests and stories may do that no client of the vendor can: set the building up, act as its staff, stand at
 * a door, turn behaviours, and ask what really was so. The same calls are served under /_test.
 */
export class DoorFlowTestApi {
  constructor(private readonly parts: Parts) {}

  get world(): World {
    return this.parts.world;
  }
  get faults(): Faults {
    return this.parts.faults;
  }
  get requests(): ReturnType<typeof createRequestLog> {
    return this.parts.requests;
  }
  get webhooks(): WebhookSender {
    return this.parts.webhooks;
  }
  get switches(): Switches {
    return this.world.switches;
  }
  /** Tokens of notifications that the application has acknowledged. */
  get acknowledged(): ReadonlySet<string> {
    return this.parts.acks.tokens;
  }

  /** Back to the seeded building: objects, history, tokens, switches, faults and logs. */
  reset(): void {
    this.parts.startOver();
    this.faults.rules = [];
    this.faults.injected.splice(0);
    this.requests.reset();
    this.webhooks.deliveries.splice(0);
    this.world.dirty = true;
    this.world.flush();
  }

  /** Runs one change with what was due before it and the state written after it. */
  private change<T>(act: () => T): T {
    tick(this.world);
    const result = act();
    tick(this.world);
    this.world.flush();
    return result;
  }

  setSwitches(to: Partial<Switches>): Switches {
    return this.change(() => {
      for (const [name, value] of Object.entries(to)) {
        const current: unknown = Reflect.get(this.switches, name);
        if (typeof current !== typeof value) throw badRequest(`unknown switch or wrong type: ${name}`);
      }
      Object.assign(this.switches, to);
      this.world.dirty = true;
      return this.switches;
    });
  }

  setFaults(rules: FaultRule[]): void {
    this.faults.rules = rules;
  }

  // Tokens without the consent page

  tokens(account: string = SEED.account, scope?: string): TokenAnswer {
    return this.change(() =>
      issueTokens(this.world, this.world.live("accounts", account, account).id, scope),
    );
  }
  code(redirectUri: string, of: { account?: string; scope?: string; challenge?: string } = {}): string {
    const { account: accountId = SEED.account, scope, challenge } = of;
    const asked = {
      accountId,
      redirectUri,
      ...(scope ? { scope } : {}),
      ...(challenge ? { challenge } : {}),
    };
    return this.change(() => issueCode(this.world, asked));
  }
  /** Of one account, or of all. */
  revokeTokens(account: string | null = null): void {
    this.change(() => revokeAll(this.world, account));
  }

  // The building

  addAccount(name: string, timezone = "Europe/London") {
    return this.change(() => addAccount(this.world, name, timezone));
  }
  addSite(of: { account?: string; name: string; timezone: string }) {
    return this.change(() => addSite(this.world, { account: SEED.account, ...of }));
  }
  addChannel(of: { account?: string; site?: string; name: string }) {
    return this.change(() =>
      addChannel(this.world, { account: SEED.account, site: SEED.sites.harbour, ...of }),
    );
  }
  addShift(of: { account?: string; name: string; weekdays: ShiftRow["weekdays"] }) {
    return this.change(() => addShift(this.world, { account: SEED.account, ...of }));
  }
  addRole(of: { account?: string; name: string; channels: string[]; shift?: string }) {
    return this.change(() => addRole(this.world, { account: SEED.account, ...of }));
  }
  changeRole(id: string, channels: string[]) {
    return this.change(() => {
      const role = this.world.state.tables.roles[id];
      if (!role) throw notFound();
      return changeRole(this.world, role, channels);
    });
  }
  addGroup(of: { account?: string; name: string; roles: string[]; dynamic?: boolean }) {
    return this.change(() => addGroup(this.world, { account: SEED.account, ...of }));
  }
  changeGroup(id: string, to: { name?: string; roles?: string[]; deleted?: boolean }) {
    return this.change(() => {
      const group = this.world.state.tables.groups[id];
      if (!group) throw notFound();
      return changeGroup(this.world, group, to);
    });
  }
  addCredentialType(of: { account?: string; label: string; slug: string; code: number | null; way: Way }) {
    return this.change(() => addCredentialType(this.world, { account: SEED.account, ...of }));
  }
  /** Takes a door (channel id or name) off the network, or back. */
  setDoorOnline(door: string, online: boolean): void {
    this.change(() => setOnline(this.world, this.door(door), online));
  }

  // By hand, as staff; nothing of it reaches a door before `staffSync`

  /** A person made in the web app; `pin` and other slugs come with it when given. */
  staffPerson(of: Body & { account?: string }): PersonRow {
    const { account = SEED.account, ...body } = of;
    const named = { first_name: "Somebody", last_name: "Else", ...body };
    return this.change(() => createPerson(this.world, account, named, "put in by staff"));
  }
  /** By any of the person's names, then as a PUT of the API would. */
  staffPutPerson(member: string, body: Body): PersonRow {
    return this.change(() => updatePerson(this.world, this.one(member), body, "changed by staff"));
  }
  staffDeletePerson(member: string): void {
    this.change(() => deletePerson(this.world, this.one(member), "deleted by staff"));
  }
  staffReservation(member: string, body: { group_ids: number[]; start_time: string; end_time: string }) {
    return this.change(() => {
      const row = this.one(member);
      const group_reservation = { ...body, person_id: row.id };
      return createGroupReservation(this.world, row.account_id, { group_reservation });
    });
  }
  staffDeleteReservation(id: string): void {
    this.change(() => {
      const row = this.world.state.tables.groupReservations[id];
      if (!row) throw notFound();
      deleteGroupReservation(this.world, row.account_id, row.id);
    });
  }
  staffCredential(member: string, typeId: string, value: string | null) {
    return this.change(() => {
      const row = this.one(member);
      const held = this.world
        .ofPerson("credentials", row.id)
        .find((credential) => credential.type_id === typeId && !credential.deleted);
      if (value === null) return held && deleteCredential(this.world, held);
      if (held) return updateCredential(this.world, held, { person_credential: { value } });
      const person_credential = { credential_type_id: Number(typeId), value };
      return createCredential(this.world, row, { person_credential });
    });
  }
  /** The web app's "Update doors": done at once, whatever the limit says. */
  staffSync(account: string = SEED.account): void {
    this.change(() => {
      startSync(this.world, account, this.world.nowMs() - this.switches.syncMs);
    });
  }
  /** As the API's own: within the limit, and it takes its time. */
  sync(account: string = SEED.account): void {
    this.change(() => requestSync(this.world, account));
  }
  /** An event that no attempt here led to; `occurredAt` before now = reported late. */
  addEvent(of: NewEvent & { account?: string; occurredAt?: Date }): EventRow {
    const { account = SEED.account, occurredAt, ...event } = of;
    return this.change(() => logEvent(this.world, account, event, occurredAt?.getTime()));
  }

  // Questions

  door(text: string, account?: string): ChannelRow {
    const doors = Object.values(this.world.state.tables.channels).filter(
      (door) => account === undefined || door.account_id === account,
    );
    const name = text.toLowerCase();
    const found = doors.find((d) => d.id === text) ?? doors.find((d) => d.name.toLowerCase() === name);
    if (!found) throw notFound();
    return found;
  }

  /** Everybody, deleted ones too, who goes by this name: one human may have had several records. */
  members(text: string, account?: string): PersonRow[] {
    const all = Object.values(this.world.state.tables.people).filter(
      (person) => account === undefined || person.account_id === account,
    );
    const exact = this.world.state.tables.people[text];
    if (exact) return all.filter((person) => person === exact);
    const marked = all.filter(
      (p) => p.system_id === text || p.texts.notes?.split(/[\s,;]+/).includes(`nx_coworker=${text}`),
    );
    if (marked.length > 0) return marked;
    return all.filter((person) => person.email?.toLowerCase() === text.toLowerCase());
  }

  /** The living one of that name, else the newest deleted one. */
  private one(text: string, account?: string): PersonRow {
    const found = this.members(text, account);
    const person = found.findLast((p) => !p.deleted) ?? found.at(-1);
    if (!person) throw notFound();
    return person;
  }

  private question(personId: string, channelId: string, who: WhoAndWhere) {
    return { personId, channelId, way: readWay(who.method), withCredential: who.withCredential ?? false };
  }

  /** Whether the person gets through at an instant (default: now), and why not. */
  canOpen(who: WhoAndWhere & { at?: Date | undefined }): Verdict {
    tick(this.world);
    const door = this.door(who.door, who.account);
    const at = who.at?.getTime() ?? this.world.nowMs();
    const verdicts = this.members(who.member, who.account).map((person) =>
      canOpen(this.world, this.question(person.id, door.id, who), at),
    );
    return (
      verdicts.find((v) => v.open) ??
      verdicts.findLast((v) => v.reason !== "person_deleted") ??
      verdicts.at(-1) ?? {
        open: false,
        reason: "no_person",
        text: "nobody by that name",
        instant: null,
        by: [],
      }
    );
  }

  /** When the person got (and, as things stand, will get) through a door in [from, to). */
  accessIntervals(who: WhoAndWhere & { from: Date; to: Date }): AccessInterval[] {
    tick(this.world);
    const door = this.door(who.door, who.account);
    const span = { from: who.from.getTime(), to: who.to.getTime() };
    return mergeIntervals(
      this.members(who.member, who.account).map((person) =>
        accessIntervals(this.world, this.question(person.id, door.id, who), span),
      ),
    );
  }

  told(intervals: readonly AccessInterval[]): ToldInterval[] {
    const text = (ms: number) => new Date(ms).toISOString();
    return intervals.map((i) => ({ ...i, from: text(i.from), until: text(i.until) }));
  }

  /** Somebody stands at the door now and tries. */
  attempt(who: WhoAndWhere): Attempt {
    return this.change(() => {
      const channel = this.door(who.door, who.account);
      const person = this.one(who.member, channel.account_id);
      const way = readWay(who.method) ?? "card";
      const withCredential = who.withCredential ?? true;
      return attemptToOpen(this.world, { person, channel, way, withCredential });
    });
  }

  attempts(): readonly Attempt[] {
    return this.world.state.attempts;
  }

  /** Everybody as the API shows them, with their credentials and reservations. */
  dump(account: string = SEED.account): unknown[] {
    tick(this.world);
    const wire = new Wire(this.world, account);
    return this.world.rows("people", account).map((person) => ({
      ...wire.person(person),
      credentials: this.world
        .ofPerson("credentials", person.id)
        .filter((row) => !row.deleted)
        .map((row) => wire.credential(row)),
      group_reservations: this.world
        .ofPerson("groupReservations", person.id)
        .filter((row) => !row.deleted)
        .map(wire.groupReservation),
    }));
  }
}
