import type { FaultRule, Faults } from "../kit/faults";
import type { Weekdays } from "../kit/weekly";
import { type AccessInterval, accessIntervals, canOpen, formatInstant, type Verdict } from "./access";
import { assign, createCredential, unassign } from "./credentials";
import { attemptToOpen, setPanelOnline } from "./doors";
import type { Body } from "./fields";
import { join, leave } from "./groups";
import { redeem } from "./invitations";
import { type Attempt, type DoorRow, type Mail, METHODS, type Method, type UserRow } from "./model";
import { issueCode, issueTokens, revokeTokens, type TokenAnswer } from "./oauth";
import { pendingOf } from "./pass-states";
import { invalid, notFound } from "./problem";
import type { createRequestLog } from "./request-log";
import { SEED } from "./seed";
import {
  addAccount,
  addAdmin,
  addDoor,
  addGroup,
  addSchedule,
  addSite,
  changeGroup,
  removeGroup,
} from "./setup";
import type { Notifier } from "./subscriptions";
import type { Switches } from "./switches";
import { changeUser, createUser, deleteUser, suspendUser } from "./users";
import { Wire } from "./wire";
import type { World } from "./world";

interface Parts {
  readonly world: World;
  readonly faults: Faults;
  readonly requests: ReturnType<typeof createRequestLog>;
  readonly notifier: Notifier;
  readonly startOver: () => void;
}

export interface WhoAndWhere {
  /** A user's id, its `externalId`, or an e-mail address. */
  readonly member: string;
  /** A door's id or name. */
  readonly door: string;
  /** Absent = any way. */
  readonly method?: string | undefined;
  /** Ask for the person's own credential too, not for the group alone. */
  readonly withCredential?: boolean;
}

/** An interval as the test API tells it: instants as text. */
export type ToldInterval = Omit<AccessInterval, "from" | "until"> & { from: string; until: string };

const STAFF = "staff";

function readMethod(text: string | undefined): Method | undefined {
  if (text === undefined || text === "") return undefined;
  const method = METHODS.find((m) => m === (text === "app" ? "mobile" : text));
  if (!method) throw invalid(`method: one of ${METHODS.join(", ")}`);
  return method;
}

/**
 * What tests and stories may do that no client of the vendor can: set the building up, act as its staff,
 * stand at a door, open the mail and redeem a pass, and ask what really was so. Served under /_test, too.
 */
export class BrivoTestApi {
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
  get notifier(): Notifier {
    return this.parts.notifier;
  }
  get switches(): Switches {
    return this.world.switches;
  }

  /** Back to the seeded building: objects, history, tokens, mails, switches, faults and logs. */
  reset(): void {
    this.parts.startOver();
    this.faults.rules = [];
    this.faults.injected.splice(0);
    this.requests.reset();
    this.notifier.notifications.splice(0);
    this.world.dirty = true;
    this.world.flush();
  }

  private change<T>(act: () => T): T {
    const result = act();
    this.world.dirty = true;
    this.world.flush();
    return result;
  }

  setSwitches(to: Partial<Switches>): Switches {
    return this.change(() => {
      for (const name of Object.keys(to))
        if (!Object.hasOwn(this.switches, name)) throw invalid(`unknown switch: ${name}`);
      return Object.assign(this.switches, to);
    });
  }
  setFaults(rules: FaultRule[]): void {
    this.faults.rules = rules;
  }

  // Access without the login

  tokens(admin: number = SEED.admin): TokenAnswer {
    return this.change(() => issueTokens(this.world, admin));
  }
  code(redirectUri: string, admin: number = SEED.admin): string {
    return this.change(() => issueCode(this.world, admin, redirectUri));
  }
  revokeTokens(): void {
    this.change(() => revokeTokens(this.world));
  }

  // The building

  /** An account of its own with one site and an administrator. */
  addAccount(name: string, passes = 500): { account: number; site: number; admin: number } {
    return this.change(() => {
      const account = addAccount(this.world, { name, passes }).id;
      const site = addSite(this.world, { account, name, timeZone: "Europe/London" }).id;
      const of = { account, firstName: "Ada", lastName: "Admin", configuresAccount: true };
      return { account, site, admin: addAdmin(this.world, of).id };
    });
  }
  setPassesAllotted(passes: number, account: number = SEED.account): void {
    this.change(() => {
      this.world.find("accounts", account, account).passesAllotted = passes;
    });
  }
  addSite(of: { name: string; timeZone: string; account?: number }) {
    return this.change(() => addSite(this.world, { account: SEED.account, ...of }));
  }
  addDoor(of: { name: string; siteId?: number; account?: number }): DoorRow {
    return this.change(() => addDoor(this.world, { account: SEED.account, siteId: SEED.sites.works, ...of }));
  }
  addSchedule(of: { name: string; weekdays: Weekdays; account?: number }) {
    return this.change(() => addSchedule(this.world, { account: SEED.account, ...of }));
  }
  addGroup(of: {
    name: string;
    doors?: readonly number[];
    scheduleId?: number;
    hidden?: boolean;
    account?: number;
  }) {
    return this.change(() => addGroup(this.world, { account: SEED.account, doors: [], ...of }));
  }
  changeGroup(id: number, to: { name?: string; doors?: readonly number[] }) {
    return this.change(() => changeGroup(this.world, this.group(id), to));
  }
  removeGroup(id: number): void {
    this.change(() => removeGroup(this.world, this.group(id)));
  }
  private group(id: number) {
    const group = this.world.state.tables.groups[String(id)];
    if (!group) throw notFound("Unknown Group");
    return group;
  }
  /** Takes the panel of a door off the network, or back. */
  setDoorOnline(door: string, online: boolean): void {
    this.change(() => {
      const { account, panelId } = this.door(door);
      setPanelOnline(this.world, account, panelId, online);
    });
  }

  // By hand, as staff

  /** A user made in the vendor's own panel; `groups` (ids) and `cards` (reference ids) come with it when given. */
  staffUser(of: Body & { account?: number; groups?: readonly number[]; cards?: readonly string[] }): UserRow {
    return this.change(() => {
      const { account = SEED.account, groups = [], cards = [], ...body } = of;
      const user = createUser(this.world, account, body, STAFF);
      for (const group of groups) join(this.world, account, String(group), String(user.id), STAFF);
      for (const card of cards) this.staffCard(String(user.id), card);
      return user;
    });
  }
  staffChangeUser(member: string, body: Body): UserRow {
    const user = this.user(member);
    const how = { erases: false, by: STAFF };
    return this.change(() => changeUser(this.world, user.account, String(user.id), body, how));
  }
  staffSuspend(member: string, suspended = true): UserRow {
    const user = this.user(member);
    return this.change(() => suspendUser(this.world, user.account, String(user.id), suspended, STAFF));
  }
  staffDelete(member: string): void {
    const user = this.user(member);
    this.change(() => deleteUser(this.world, user.account, String(user.id), STAFF));
  }
  staffJoin(member: string, group: number): void {
    const { account, id } = this.user(member);
    this.change(() => join(this.world, account, String(group), String(id), STAFF));
  }
  staffLeave(member: string, group: number): void {
    const { account, id } = this.user(member);
    this.change(() => leave(this.world, account, String(group), String(id), STAFF));
  }
  /** Puts a card into the bank: 26 bit, `reference` is its number. */
  addCard(reference: string, facility = "10", account: number = SEED.account) {
    const fieldValues = [
      { id: 1, value: reference },
      { id: 2, value: facility },
    ];
    const body = { credentialFormat: { id: 100 }, referenceId: reference, fieldValues };
    return this.change(() => createCredential(this.world, account, body));
  }
  private card(account: number, reference: string) {
    return this.world.rows("credentials", account).find((row) => row.referenceId === reference);
  }
  /** Gives a card to a person, out of the bank or a new one. */
  staffCard(member: string, reference: string): void {
    const { account, id } = this.user(member);
    this.change(() => {
      const row = this.card(account, reference) ?? this.addCard(reference, "10", account);
      assign(this.world, account, { userId: String(id), credentialId: String(row.id) }, {}, STAFF);
    });
  }
  /** Takes a card, a pass or the PIN off a person, by the credential's id. */
  staffUnassign(member: string, credential: number): void {
    const user = this.user(member);
    this.change(() => unassign(this.world, user.account, user, String(credential), STAFF));
  }

  // Mobile passes

  mails(): readonly Mail[] {
    return this.world.state.mails;
  }
  /** The person types pass id and code into the app. Errors: 400 for a code that is no longer good. */
  redeem(passId: string, code: string): void {
    this.change(() => redeem(this.world, passId, code));
  }
  /** The person redeems the code that is pending, wherever they have it from. */
  redeemPending(member: string): void {
    const user = this.user(member);
    const row = pendingOf(this.world, user.account, user.id);
    if (!row) throw notFound("Digital invitation not found");
    this.redeem(row.referenceId, row.accessCode);
  }
  invitations(member: string): object[] {
    const user = this.user(member);
    const wire = new Wire(this.world, user.account);
    const rows = this.world.rows("invitations", user.account).filter((row) => row.userId === user.id);
    return rows.map(wire.invitation);
  }

  // Questions

  door(text: string): DoorRow {
    const doors = Object.values(this.world.state.tables.doors);
    const found =
      doors.find((door) => String(door.id) === text) ??
      doors.find((door) => door.name.toLowerCase() === text.toLowerCase());
    if (!found) throw notFound("door not found");
    return found;
  }

  /** Everybody who goes by this name. */
  users(text: string): UserRow[] {
    const all = Object.values(this.world.state.tables.users);
    const exact = all.filter((user) => String(user.id) === text || user.externalId === text);
    if (exact.length > 0) return exact;
    return all.filter((user) => user.emails.some((e) => e.value.toLowerCase() === text.toLowerCase()));
  }
  user(text: string): UserRow {
    const user = this.users(text)[0];
    if (!user) throw notFound("Requested user not found");
    return user;
  }

  private question(userId: number, doorId: number, who: WhoAndWhere) {
    const method = readMethod(who.method);
    const withCredential = who.withCredential ?? false;
    return { userId, doorId, withCredential, ...(method ? { methods: [method] } : {}) };
  }
  /** Ids, too, of people who are deleted by now: the history still knows them. */
  private idsOf(text: string): number[] {
    const ids = this.users(text).map((user) => user.id);
    return ids.length === 0 && /^\d+$/.test(text) ? [Number(text)] : ids;
  }

  /** Whether the person gets through a door at an instant (default: now), and why not. */
  canOpen(who: WhoAndWhere & { at?: Date | undefined }): Verdict {
    const door = this.door(who.door);
    const at = who.at?.getTime() ?? this.world.nowMs();
    const verdicts = this.idsOf(who.member).map((id) =>
      canOpen(this.world.historyOf(id), this.question(id, door.id, who), at),
    );
    const nobody = { open: false, reason: "no_user", text: "nobody by that name" } as const;
    return verdicts.find((v) => v.open) ?? verdicts[0] ?? { ...nobody, instant: null, by: [] };
  }

  /** When the person got (and, as things stand, will get) through a door in [from, to). */
  accessIntervals(who: WhoAndWhere & { from: Date; to: Date }): AccessInterval[] {
    const door = this.door(who.door);
    const span = { from: who.from.getTime(), to: who.to.getTime() };
    return this.idsOf(who.member).flatMap((id) =>
      accessIntervals(this.world.historyOf(id), this.question(id, door.id, who), span),
    );
  }
  told(intervals: readonly AccessInterval[]): ToldInterval[] {
    return intervals.map((i) => ({ ...i, from: formatInstant(i.from), until: formatInstant(i.until) }));
  }

  /** Somebody stands at the door now and tries. */
  attempt(who: WhoAndWhere): Attempt {
    return this.change(() => {
      const { id: doorId, account } = this.door(who.door);
      const userId = this.user(who.member).id;
      const method = readMethod(who.method) ?? "mobile";
      const withCredential = who.withCredential ?? true;
      return attemptToOpen(this.world, { account, userId, doorId, method, withCredential }).attempt;
    });
  }
  attempts(): readonly Attempt[] {
    return this.world.state.attempts;
  }

  /** Everybody as the API shows them, with what they hold. */
  dump(account: number = SEED.account): object[] {
    const wire = new Wire(this.world, account);
    return this.world.rows("users", account).map((user) => ({
      ...wire.user(user),
      groups: wire.groupsOf(user).map((group) => group.id),
      credentials: wire.credentialsOf(user),
      invitations: this.invitations(String(user.id)),
    }));
  }
}
