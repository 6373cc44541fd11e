import type { FaultRule, Faults } from "../kit/faults";
import { type AccessInterval, accessIntervals, canOpen, mergeIntervals, type Verdict } from "./access";
import { issue } from "./auth";
import { judgeLink, linkBy, linkIntervals, linkWire, openWithLink } from "./cloud-keys";
import { createCredential, deleteCredential, provisionMobile } from "./credentials";
import { deliverLate, recordOpening } from "./events";
import { changeGroups } from "./memberships";
import {
  type Attempt,
  type CredentialRow,
  type EntryRow,
  type IdentityRow,
  type LinkRow,
  METHODS,
  type Method,
  type Model,
  type Status,
  type UserRow,
} from "./model";
import { ApiProblem, invalid } from "./problem";
import type { createRequestLog } from "./request-log";
import { SEED } from "./seed";
import { addAccount, addEntry, addGroup, addOrg, addSite, dropGroup, rememberEntry } from "./setup";
import type { Subscriptions } from "./subscriptions";
import type { Switches } from "./switches";
import { changeStatus, changeUser, createUser, deleteUser, patchUser, rememberUser } from "./users";
import { Wire } from "./wire";
import type { World } from "./world";

interface Parts {
  readonly world: World;
  readonly faults: Faults;
  readonly requests: ReturnType<typeof createRequestLog>;
  readonly subscriptions: Subscriptions;
  readonly startOver: () => void;
}

export interface WhoAndWhere {
  /** A person's id, a part of its external id after the last dot or colon, that whole id, or an e-mail address. */
  readonly person: string;
  /** An entry's id or name. */
  readonly door: string;
  /** Absent = any way. */
  readonly method?: string | undefined;
  /** Ask for the person's own credential too, not for the rule alone. */
  readonly withCredential?: boolean;
  readonly at?: Date | undefined;
}
export interface LinkAndDoor {
  /** The address of a link, its token or its short code. */
  readonly link: string;
  readonly door: string;
  readonly at?: Date | undefined;
}

export function readMethod(text: string | undefined): Method | undefined {
  if (text === undefined || text === "") return undefined;
  const method = METHODS.find((m) => m === text);
  if (!method) throw invalid(`method: one of ${METHODS.join(", ")}`);
  return method;
}

const CARRIED: Record<Method, Model | null> = {
  card: "card",
  pin: "pincode",
  mobile: "mobile",
  cloud_key: "cloudKey",
};

/**
 * What tests and stories may do that no client of the vendor can: set the building up, act as its staff, stand at a
 * door, turn behaviours, and ask what really was so. The same calls are served under /_test.
 */
export class AltaTestApi {
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
  get subscriptions(): Subscriptions {
    return this.parts.subscriptions;
  }
  get switches(): Switches {
    return this.world.switches;
  }

  /** Back to the seeded building: objects, history, sessions, switches, faults and logs. */
  reset(): void {
    this.parts.startOver();
    this.faults.rules = [];
    this.faults.injected.splice(0);
    this.requests.reset();
    this.subscriptions.deliveries.splice(0);
    this.world.dirty = true;
    this.world.flush();
  }

  private change<T>(act: () => T): T {
    const result = act();
    this.world.flush();
    return result;
  }

  setSwitches(to: Partial<Switches>): Switches {
    return this.change(() => {
      for (const [name, value] of Object.entries(to)) {
        const current: unknown = Reflect.get(this.switches, name);
        if (typeof current !== typeof value) throw invalid(`unknown switch or wrong type: ${name}`);
      }
      Object.assign(this.switches, to);
      this.world.dirty = true;
      return this.switches;
    });
  }
  setFaults(rules: FaultRule[]): void {
    this.faults.rules = rules;
  }

  // Accounts

  private identity(email: string): IdentityRow {
    const found = this.world.all("identities").find((i) => i.email.toLowerCase() === email.toLowerCase());
    if (!found) throw invalid("nobody by that address");
    return found;
  }
  /** A session without a sign-in. */
  session(email: string): string {
    return this.change(() => {
      const identity = this.identity(email);
      const region = this.world.get("namespaces", identity.namespaceId)?.region ?? "global";
      return issue(this.world, region, identity.id).token;
    });
  }
  /** Ends every session of an account, or all of them. */
  revokeSessions(email: string | null = null): void {
    this.change(() => {
      const id = email === null ? null : this.identity(email).id;
      for (const session of Object.values(this.world.state.sessions))
        if (id === null || session.identityId === id) session.isRevoked = true;
      this.world.dirty = true;
    });
  }
  /** Wrong passwords in a row, as the lock counts them. */
  badLogins(email: string): number {
    return this.identity(email).badLogins;
  }
  setPassword(email: string, password: string | null): void {
    this.change(() => {
      this.identity(email).password = password;
      this.world.dirty = true;
    });
  }
  setScope(email: string, scope: readonly string[]): void {
    this.change(() => {
      const { id } = this.identity(email);
      for (const user of this.world.all("users")) if (user.identityId === id) user.scope = [...scope];
      this.world.dirty = true;
    });
  }
  addAccount(of: { org?: number; email: string; password: string; scope?: string[]; totpCode?: string }) {
    return this.change(() => addAccount(this.world, { orgId: of.org ?? SEED.org, ...of }));
  }

  // The building

  addOrg(of: { name: string; region?: "global" | "eu" }): number {
    return this.change(() => addOrg(this.world, of));
  }
  addSite(of: { org?: number; name: string; timezone: string }) {
    return this.change(() =>
      addSite(this.world, { orgId: of.org ?? SEED.org, name: of.name, timezone: of.timezone }),
    );
  }
  addEntry(of: { org?: number; site?: number; name: string; isRemoteUnlockAllowed?: boolean }) {
    const { org = SEED.org, site = SEED.site, ...rest } = of;
    return this.change(() => addEntry(this.world, { orgId: org, siteId: site, ...rest }));
  }
  addGroup(of: { org?: number; name: string; doors: readonly string[] }) {
    const orgId = of.org ?? SEED.org;
    return this.change(() =>
      addGroup(this.world, { orgId, name: of.name, entryIds: of.doors.map((door) => this.door(door).id) }),
    );
  }
  dropGroup(id: number): void {
    this.change(() => dropGroup(this.world, this.world.find("groups", SEED.org, id)));
  }
  /** Takes a door's controller off the network, or back: then its events arrive. */
  setDoorOnline(door: string, isOnline: boolean): void {
    this.change(() => {
      const entry = this.door(door);
      entry.isOnline = isOnline;
      rememberEntry(this.world, entry, isOnline ? "controller back" : "controller offline");
      if (isOnline) deliverLate(this.world, entry.id);
    });
  }

  // By hand, as staff

  /** A person made in the portal; `groups`, `zones` and credentials come with it when given. */
  staffPerson(of: {
    org?: number;
    firstName: string;
    lastName?: string;
    email: string;
    externalId?: string;
    pin?: string;
    card?: string;
    groups?: readonly number[];
    doors?: readonly string[];
  }): UserRow {
    return this.change(() => {
      const { world } = this;
      const user = createUser(
        world,
        of.org ?? SEED.org,
        {
          identity: { email: of.email, firstName: of.firstName, lastName: of.lastName ?? null },
          ...(of.externalId === undefined ? {} : { externalId: of.externalId }),
        },
        "person created by staff",
      );
      changeGroups(world, user, [...(of.groups ?? [])], []);
      if (of.doors) {
        user.zoneUsers = of.doors.map((door) => ({ zoneId: this.door(door).zoneId, scheduleId: null }));
        rememberUser(world, user, "direct zones set by staff");
      }
      if (of.pin !== undefined) this.staffCredential(user.id, "pincode", { number: of.pin });
      if (of.card !== undefined) this.staffCredential(user.id, "card", { number: of.card });
      return user;
    });
  }
  staffCredential(userId: number, model: Model, data: Record<string, unknown>): CredentialRow {
    return this.change(() => {
      const type = this.world.all("credentialTypes").find((t) => t.modelName === model);
      return createCredential(this.world, this.user(userId), { credentialTypeId: type?.id, [model]: data });
    });
  }
  staffDropCredential(id: number): void {
    this.change(() => {
      const row = this.world.get("credentials", id);
      if (!row) throw this.world.notFound("credentials");
      deleteCredential(this.world, row, "credential deleted by staff");
    });
  }
  staffPatch(person: string | number, body: Record<string, unknown>): UserRow {
    return this.change(() => {
      const user = this.user(person);
      patchUser(this.world, user, body);
      return user;
    });
  }
  staffGroups(person: string | number, to: { add?: number[]; remove?: number[] }): void {
    this.change(() => changeGroups(this.world, this.user(person), to.add ?? [], to.remove ?? []));
  }
  staffStatus(person: string | number, status: Status): void {
    this.change(() => changeStatus(this.world, this.user(person), status));
  }
  staffDelete(person: string | number): void {
    this.change(() => deleteUser(this.world, this.user(person)));
  }
  staffRemoteUnlock(person: string | number, isAllowed: boolean): void {
    this.change(() =>
      changeUser(this.world, this.user(person), "remote unlock changed by staff", (user) => {
        user.hasRemoteUnlock = isAllowed;
      }),
    );
  }
  /** The person opens the set-up link on a phone. */
  provisionMobile(credentialId: number): void {
    this.change(() => {
      const row = this.world.get("credentials", credentialId);
      if (!row) throw this.world.notFound("credentials");
      provisionMobile(this.world, row);
    });
  }

  // Questions

  door(text: string | number): EntryRow {
    const doors = this.world.all("entries");
    const found =
      doors.find((d) => String(d.id) === String(text)) ??
      doors.find((d) => d.name.toLowerCase() === String(text).toLowerCase());
    if (!found) throw this.world.notFound("entries");
    return found;
  }
  /** Everybody who goes by this name, deleted ones too: one human may have had several records. */
  people(text: string): UserRow[] {
    const all = this.world.all("users");
    const exact = all.filter((u) => String(u.id) === text || u.externalId === text);
    if (exact.length > 0) return exact;
    const marked = all.filter((u) => u.externalId?.split(/[.:]/).at(-1) === text);
    if (marked.length > 0) return marked;
    const mail = (u: UserRow) => this.world.get("identities", u.identityId)?.email.toLowerCase();
    return all.filter((u) => mail(u) === text.toLowerCase());
  }
  private user(person: string | number): UserRow {
    const found = this.people(String(person));
    const user = found.findLast((u) => u.status !== "I") ?? found.at(-1);
    if (!user) throw this.world.notFound("users");
    return user;
  }
  link(text: string): LinkRow {
    const link = linkBy(this.world, text);
    if (!link) throw new ApiProblem(404, "Token not found.");
    return link;
  }
  links(): object[] {
    return this.world.all("links").map(linkWire);
  }
  private question(user: UserRow, entry: EntryRow, who: Omit<WhoAndWhere, "at">) {
    const method = readMethod(who.method);
    return {
      userId: user.id,
      entryId: entry.id,
      ...(method ? { method } : {}),
      withCredential: who.withCredential ?? false,
    };
  }

  /** Whether the person, or a link's holder, gets through at an instant (default: now), and why not. */
  canOpen(who: WhoAndWhere | LinkAndDoor): Verdict {
    const at = who.at?.getTime() ?? this.world.nowMs();
    const entry = this.door(who.door);
    if ("link" in who) return judgeLink(this.world, this.link(who.link), entry.id, at);
    const verdicts = this.people(who.person).map((user) =>
      canOpen(this.world.historyOf(user.id), this.question(user, entry, who), at),
    );
    const none: Verdict = {
      open: false,
      reason: "no_person",
      text: "nobody by that name",
      instant: null,
      by: [],
    };
    return (
      verdicts.find((v) => v.open) ??
      verdicts.findLast((v) => v.reason !== "deleted") ??
      verdicts.at(-1) ??
      none
    );
  }

  /** When the person, or a link's holder, got (and, as things stand, will get) through a door in [from, to). */
  accessIntervals(
    who: Omit<WhoAndWhere, "at"> | Omit<LinkAndDoor, "at">,
    from: Date,
    to: Date,
  ): AccessInterval[] {
    const entry = this.door(who.door);
    const span = { from: from.getTime(), to: to.getTime() };
    if ("link" in who) return linkIntervals(this.world, this.link(who.link), entry.id, span);
    return mergeIntervals(
      this.people(who.person).map((user) =>
        accessIntervals(this.world.historyOf(user.id), this.question(user, entry, who), span),
      ),
    );
  }

  /** Somebody stands at the door now and tries, with what they hold or with a link. */
  attempt(who: Omit<WhoAndWhere, "at"> | Omit<LinkAndDoor, "at">): Attempt {
    return this.change(() => {
      const verdict = this.canOpen("link" in who ? who : { withCredential: true, ...who });
      const entry = this.door(who.door);
      const isLink = "link" in who;
      const user = isLink ? this.world.get("users", this.link(who.link).userId) : this.user(who.person);
      const method = isLink ? "cloud_key" : (readMethod(who.method) ?? "card");
      const { orgId } = entry;
      if (isLink) {
        try {
          openWithLink(this.world, this.link(who.link).token, { entryId: entry.id });
        } catch (error) {
          if (!(error instanceof ApiProblem)) throw error;
        }
      } else {
        const { open: opened, reason } = verdict;
        const act = { orgId, userId: user?.id ?? null, entryId: entry.id, model: CARRIED[method] };
        recordOpening(this.world, { ...act, opened, reason });
      }
      const attempt: Attempt = {
        id: `att_${this.world.state.attempts.length + 1}`,
        at: this.world.clock.now().toISOString(),
        orgId,
        userId: user?.id ?? null,
        entryId: entry.id,
        method,
        opened: verdict.open,
        reason: verdict.reason,
        text: verdict.text,
        instant: verdict.instant,
      };
      this.world.state.attempts.push(attempt);
      this.world.dirty = true;
      return attempt;
    });
  }
  attempts(): readonly Attempt[] {
    return this.world.state.attempts;
  }

  /** Everybody as the API shows them with their credentials, deleted ones too. */
  dump(org: number = SEED.org): unknown[] {
    const wire = new Wire(this.world);
    return this.world.rows("users", org).map((user) => ({
      ...wire.user(user),
      zoneUsers: user.zoneUsers,
      customFields: user.customFields,
      credentials: this.world
        .rows("credentials", org)
        .filter((c) => c.userId === user.id)
        .map(wire.credential),
    }));
  }
}
