import type { FaultRule, Faults } from "../kit/faults";
import { learnedBy, type Verdict } from "./access";
import { fingerprintOf } from "./certificate";
import { identityDn } from "./dn";
import { attemptToOpen, switchPanel, verdictAt } from "./doors";
import type { Collaboration, EventFeed } from "./event-feed";
import { createIdentity, deleteIdentity, type Fields, updateIdentity } from "./identities";
import { type AccessInterval, accessIntervals, mergeIntervals } from "./intervals";
import {
  type Attempt,
  type DoorRow,
  type IdentityRow,
  METHODS,
  type Method,
  type RoleRow,
  type TokenRow,
} from "./model";
import { invalid, unknown } from "./problem";
import type { createRequestLog } from "./request-log";
import { SEED } from "./seed";
import type { Sessions } from "./sessions";
import {
  addAccessGroup,
  addDoor,
  addPanel,
  addRole,
  addSchedule,
  changeRole,
  deleteRole,
  type RoleFields,
  setTimezone,
} from "./setup";
import { PROFILES, type Switches } from "./switches";
import { createToken, deleteToken, updateToken } from "./tokens";
import type { World } from "./world";

interface Parts {
  readonly world: World;
  readonly faults: Faults;
  readonly requests: ReturnType<typeof createRequestLog>;
  readonly sessions: Sessions;
  readonly feed: EventFeed;
  readonly startOver: () => void;
  /** Makes another certificate and presents it from now on. */
  readonly rotate: () => Promise<void>;
}

export interface WhoAndWhere {
  /** An identity's id, the id of a Nexudus customer that was written beside it, or an e-mail address. */
  readonly member: string;
  /** A door's id or name. */
  readonly door: string;
  /** Absent = any way. */
  readonly method?: string | undefined;
  /** Ask for the member's own token too, not for the roles alone. */
  readonly withCredential?: boolean;
  /** The very card number or PIN that is presented. */
  readonly value?: string | undefined;
}

export type ToldInterval = Omit<AccessInterval, "from" | "until"> & { from: string; until: string };

function readMethod(text: string | undefined): Method | undefined {
  if (text === undefined || text === "") return undefined;
  const method = METHODS.find((m) => m === text);
  if (!method) throw invalid(`method: one of ${METHODS.join(", ")}`);
  return method;
}

/**
 * What tests and stories may do that no client of the vendor can: set the building up, act as its staff, stand at a
 * door, turn behaviours, and ask what really was so. The same calls are served under /_test.
 */
export class AcmTestApi {
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
  get sessions(): Sessions {
    return this.parts.sessions;
  }
  get switches(): Switches {
    return this.world.switches;
  }
  /** SHA-256 of the certificate presented now. */
  get fingerprint(): string {
    const { certificate } = this.world.state;
    return certificate === null ? "" : fingerprintOf(certificate);
  }
  /** Wrong passwords tried so far. */
  get wrongLogins(): number {
    return this.world.state.account.wrongLogins;
  }

  /** Back to the seeded building. The certificate stays. */
  reset(): void {
    this.change(() => {
      this.parts.startOver();
      this.faults.rules = [];
      this.faults.injected.splice(0);
      this.requests.reset();
      this.world.dirty = true;
    });
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
  /** The switches of a kind of server seen in the field. */
  setProfile(name: string): Switches {
    const profile = Object.entries(PROFILES).find(([known]) => known === name)?.[1];
    if (!profile) throw invalid(`profile: one of ${Object.keys(PROFILES).join(", ")}`);
    return this.setSwitches(profile);
  }
  setFaults(rules: FaultRule[]): void {
    this.faults.rules = rules;
  }

  // The server and the account

  rotateCertificate(): Promise<void> {
    return this.parts.rotate();
  }
  collaborate(to: Collaboration | null): Promise<void> {
    return this.parts.feed.connect(to);
  }
  endSessions(): void {
    this.change(() => this.sessions.endAll());
  }
  setAccount(to: {
    password?: string;
    mustChangePassword?: boolean;
    unlock?: boolean;
    rights?: string[];
    assignable?: string[] | null;
  }): void {
    this.change(() => {
      const { state } = this.world;
      if (to.password !== undefined) state.account.password = to.password;
      if (to.mustChangePassword !== undefined) state.account.mustChangePassword = to.mustChangePassword;
      if (to.unlock) state.account.wrongInARow = 0;
      const delegation = this.world.find("delegations", SEED.delegation);
      if (to.rights !== undefined && delegation) delegation.rights = to.rights;
      if (to.assignable !== undefined) state.assignable = to.assignable;
      this.world.dirty = true;
    });
  }

  // The building

  setTimezone(timezone: string): void {
    this.change(() => setTimezone(this.world, timezone));
  }
  addPanel(of: Parameters<typeof addPanel>[1]) {
    return this.change(() => addPanel(this.world, of));
  }
  addDoor(of: Partial<Parameters<typeof addDoor>[1]> & { name: string }): DoorRow {
    return this.change(() => addDoor(this.world, { panel: SEED.panel, ...of }));
  }
  addSchedule(of: Parameters<typeof addSchedule>[1]) {
    return this.change(() => addSchedule(this.world, of));
  }
  addAccessGroup(of: Parameters<typeof addAccessGroup>[1]) {
    return this.change(() => addAccessGroup(this.world, of));
  }
  addRole(of: RoleFields & { name: string }): RoleRow {
    return this.change(() => addRole(this.world, of));
  }
  changeRole(id: string, to: RoleFields): RoleRow {
    return this.change(() => changeRole(this.world, this.role(id), to));
  }
  deleteRole(id: string): void {
    this.change(() => deleteRole(this.world, this.role(id)));
  }
  /** Takes the panel of a door off the network, or back. */
  setDoorOnline(door: string, online: boolean): void {
    this.change(() => {
      const panel = this.world.find("panels", this.door(door).panel);
      if (panel) switchPanel(this.world, this.parts.feed, panel, online);
    });
  }

  // By hand, as staff

  /** Somebody put in by hand. `card` and `pin` make one token, `roles` are ids. */
  staffPerson(of: {
    first?: string | undefined;
    last: string;
    email?: string | undefined;
    card?: string | undefined;
    pin?: string | undefined;
    roles?: string[] | undefined;
    attrs?: Fields | undefined;
  }): IdentityRow {
    return this.change(() => {
      const made = createIdentity(
        this.world,
        {
          plasecLname: of.last,
          plasecFname: of.first ?? "",
          plasecidentityEmailaddress: of.email ?? "",
          plasecTyp: "Employee",
          ...of.attrs,
        },
        "put in by staff",
      );
      if ("invalid" in made) throw invalid(made.invalid);
      if (of.card !== undefined || of.pin !== undefined)
        this.staffToken(made.row.cn, { card: of.card, pin: of.pin });
      if (of.roles) this.staffRoles(made.row.cn, of.roles);
      return made.row;
    });
  }
  staffToken(
    member: string,
    of: { card?: string | undefined; pin?: string | undefined; fields?: Fields },
  ): TokenRow {
    return this.change(() => {
      const fields = {
        plasecInternalnumber: of.card ?? String(900_000 + this.world.state.seq),
        ...(of.pin === undefined ? {} : { plasecPIN: of.pin }),
        plasecTokenstatus: "1",
        plasecDownload: "TRUE",
        plasecTokennoexpire: "TRUE",
        ...of.fields,
      };
      const made = createToken(this.world, this.one(member).cn, fields, "token put in by staff");
      if ("invalid" in made) throw invalid(made.invalid);
      return made.row;
    });
  }
  /** Sets the whole list of somebody's roles, by ids. */
  staffRoles(member: string, roles: readonly string[]): IdentityRow {
    return this.change(() => {
      const row = this.one(member);
      row.roles = roles.map((id) => this.role(id).cn);
      this.world.rememberIdentity(row, "roles changed by staff");
      return row;
    });
  }
  staffPatchPerson(member: string, fields: Fields): IdentityRow {
    return this.change(() => {
      const how = { replace: false, cause: "changed by staff" };
      const done = updateIdentity(this.world, this.one(member), fields, how);
      if ("invalid" in done) throw invalid(done.invalid);
      return done.row;
    });
  }
  staffPatchToken(id: string, fields: Fields): TokenRow {
    return this.change(() => {
      const row = this.world.find("tokens", id);
      if (!row) throw unknown("token");
      const done = updateToken(this.world, row, fields, { replace: false, cause: "token changed by staff" });
      if ("invalid" in done) throw invalid(done.invalid);
      return done.row;
    });
  }
  staffDeleteToken(id: string): void {
    this.change(() => {
      const row = this.world.find("tokens", id);
      if (row) deleteToken(this.world, row, "token deleted by staff");
    });
  }
  staffDeletePerson(member: string): void {
    this.change(() => deleteIdentity(this.world, this.one(member), "deleted by staff"));
  }
  /** Two records of one human become one: tokens and roles of `gone` go to `kept`. */
  staffMerge(kept: string, gone: string): IdentityRow {
    return this.change(() => {
      const [into, from] = [this.one(kept), this.one(gone)];
      into.roles = [...new Set([...into.roles, ...from.roles])];
      for (const token of this.world.tokensOf(from.cn)) {
        token.identity = into.cn;
        this.world.rememberToken(token, "merged by staff");
      }
      this.world.rememberIdentity(into, "merged by staff");
      deleteIdentity(this.world, from, "merged by staff");
      return into;
    });
  }

  // Questions

  role(id: string): RoleRow {
    const found = this.world.find("roles", id) ?? this.world.rows("roles").find((row) => row.name === id);
    if (!found) throw unknown("role");
    return found;
  }
  door(text: string): DoorRow {
    const doors = this.world.rows("doors");
    const found =
      doors.find((door) => door.cn === text) ??
      doors.find((door) => door.name.toLowerCase() === text.toLowerCase());
    if (!found) throw unknown("door");
    return found;
  }

  /** Ids of everybody that goes by this name, deleted ones too as long as their id is given. */
  people(text: string): string[] {
    const rows = this.world.rows("identities");
    const by = (test: (attrs: Fields) => boolean) =>
      rows.filter((row) => test(row.attrs)).map((row) => row.cn);
    if (this.world.state.history.some((entry) => entry.id === text)) return [text];
    const written = by((attrs) => (attrs.plasecidentityCity ?? "").split(/[ ,]+/).slice(1).includes(text));
    if (written.length > 0) return written;
    return by((attrs) => attrs.plasecidentityEmailaddress?.toLowerCase() === text.toLowerCase());
  }
  private one(text: string): IdentityRow {
    const row = this.world.find("identities", this.people(text)[0] ?? "");
    if (!row) throw unknown("person");
    return row;
  }
  private question(identity: string, door: DoorRow, who: WhoAndWhere) {
    const method = readMethod(who.method);
    return {
      identity,
      door: door.cn,
      ...(method ? { methods: [method] } : {}),
      ...(who.value === undefined ? {} : { value: who.value }),
      withCredential: who.withCredential ?? false,
    };
  }

  /** Whether the person gets through at an instant (default: now), and why not. */
  canOpen(who: WhoAndWhere & { readonly at?: Date | undefined }): Verdict {
    const door = this.door(who.door);
    const at = who.at?.getTime() ?? this.world.nowMs();
    const verdicts = this.people(who.member).map((id) =>
      verdictAt(this.world, this.question(id, door, who), at),
    );
    return (
      verdicts.find((verdict) => verdict.open) ??
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
  accessIntervals(who: WhoAndWhere & { readonly from: Date; readonly to: Date }): AccessInterval[] {
    const door = this.door(who.door);
    const span = { from: who.from.getTime(), to: who.to.getTime() };
    return mergeIntervals(
      this.people(who.member).map((id) =>
        accessIntervals(learnedBy(door.panel, this.world.historyOf(id)), this.question(id, door, who), span),
      ),
    );
  }
  told(intervals: readonly AccessInterval[]): ToldInterval[] {
    const text = (ms: number) => new Date(ms).toISOString().replace(".000Z", "Z");
    return intervals.map((one) => ({ ...one, from: text(one.from), until: text(one.until) }));
  }
  /** Somebody stands at the door now and tries. */
  attempt(who: WhoAndWhere): Attempt {
    return this.change(() =>
      attemptToOpen(this.world, this.parts.feed, {
        identity: this.people(who.member)[0] ?? "",
        door: this.door(who.door),
        method: readMethod(who.method) ?? "card",
        ...(who.value === undefined ? {} : { value: who.value }),
      }),
    );
  }
  attempts(): readonly Attempt[] {
    return this.world.state.attempts;
  }

  /** Everybody with everything below, PINs too: what the vendor holds, not what it tells. */
  dump(): unknown[] {
    return this.world.rows("identities").map((row) => ({
      dn: identityDn(row.cn),
      cn: row.cn,
      ...row.attrs,
      roles: row.roles,
      tokens: this.world.tokensOf(row.cn),
    }));
  }
}
