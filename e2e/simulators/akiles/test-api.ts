import type { FaultRule, Faults } from "../kit/faults";
import { type AccessInterval, accessIntervals, canOpen, mergeIntervals, type Verdict } from "./access";
import { createAssociation, deleteAssociation, patchAssociation } from "./associations";
import { assignCard } from "./cards";
import { attemptToOpen, setDeviceOnline } from "./doors";
import type { Body } from "./fields";
import { formatInstant } from "./instants";
import { cleanUpExpired, createMember, deleteMember, patchMember } from "./members";
import {
  type Attempt,
  type GadgetRow,
  METHODS,
  type MemberRow,
  type Method,
  type Range,
  type Rule,
} from "./model";
import { issueCode, issueTokens, revokeTokens, type TokenAnswer } from "./oauth";
import { invalid, notFound } from "./problem";
import type { createRequestLog } from "./request-log";
import { SEED } from "./seed";
import {
  addGadget,
  addGroup,
  addOrganization,
  addSchedule,
  addSite,
  changeGroup,
  setTimezone,
} from "./setup";
import { createEmail, createPin } from "./sub-objects";
import type { Switches } from "./switches";
import type { WebhookSender } from "./webhook-sender";
import { Wire } from "./wire";
import type { Actor, World } from "./world";

interface Parts {
  readonly world: World;
  readonly faults: Faults;
  readonly requests: ReturnType<typeof createRequestLog>;
  readonly webhooks: WebhookSender;
  readonly startOver: () => void;
}

export interface WhoAndWhere {
  /** A `mem_` id, a value of `metadata.nx_coworker`, or an e-mail address. */
  readonly member: string;
  /** A `gad_` id or a door's name. */
  readonly door: string;
  /** Absent = any way. "app" is "online". */
  readonly method?: string | undefined;
  /** Ask for the member's own credential too, not for the rule alone. */
  readonly withCredential?: boolean;
  readonly organization?: string | undefined;
}

/** An interval as the test API tells it: instants as RFC 3339 text. */
export type ToldInterval = Omit<AccessInterval, "from" | "until"> & { from: string; until: string };

export function readMethod(text: string | undefined): Method | undefined {
  if (text === undefined || text === "") return undefined;
  const method = METHODS.find((m) => m === (text === "app" ? "online" : text));
  if (!method) throw invalid(`method: one of ${METHODS.join(", ")}`);
  return method;
}

/**
 * What tests and stories may do that no client of the vendor can: set the building up, act as its staff,
 * stand at a door, turn behaviours, and ask what really was so. The same calls are served under /_test.
 */
export class AkilesTestApi {
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

  /** Back to the seeded building: objects, history, tokens, switches, faults and logs. */
  reset(): void {
    this.parts.startOver();
    this.faults.rules = [];
    this.faults.injected.splice(0);
    this.requests.reset();
    this.webhooks.deliveries.splice(0);
    this.world.dirty = true;
    this.done();
  }

  /** Runs one change with the clean-up before it and the state written after it. */
  private done<T>(result?: T): T | undefined {
    this.world.flush();
    return result;
  }
  private change<T>(act: () => T): T {
    cleanUpExpired(this.world);
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
      if (to.extraFields === true) {
        const org = Object.keys(this.world.state.tables.organizations)[0] ?? "";
        this.world.logEvent({ organizationId: org, via: "system" }, "calibrate", {
          type: "turnstile",
          ids: {},
        });
      }
      this.world.dirty = true;
      return this.switches;
    });
  }

  setFaults(rules: FaultRule[]): void {
    this.faults.rules = rules;
  }

  // Tokens without the consent page

  tokens(organization: string = SEED.organization, scope = "full_read_write offline"): TokenAnswer {
    return this.change(() =>
      issueTokens(this.world, this.world.live("organizations", organization, organization).id, scope, true),
    );
  }
  code(
    redirectUri: string,
    organization: string = SEED.organization,
    scope = "full_read_write offline",
  ): string {
    return this.change(() => issueCode(this.world, organization, scope, redirectUri));
  }
  /** Of one organization, or of all. */
  revokeTokens(organization: string | null = null): void {
    this.change(() => revokeTokens(this.world, organization));
  }

  // The building

  addOrganization(name: string) {
    return this.change(() => addOrganization(this.world, name));
  }
  addSite(of: { organization?: string; name: string; timezone: string }) {
    return this.change(() => addSite(this.world, { org: of.organization ?? SEED.organization, ...of }));
  }
  setTimezone(site: string, timezone: string): void {
    this.change(() => {
      const row = this.world.state.tables.sites[site];
      if (!row) throw notFound("site");
      setTimezone(this.world, row, timezone);
    });
  }
  addGadget(of: { organization?: string; site?: string; name: string }) {
    return this.change(() =>
      addGadget(this.world, {
        org: of.organization ?? SEED.organization,
        siteId: of.site ?? SEED.site,
        name: of.name,
      }),
    );
  }
  addSchedule(of: { organization?: string; name: string; weekdays: { ranges: Range[] }[] }) {
    return this.change(() => addSchedule(this.world, { org: of.organization ?? SEED.organization, ...of }));
  }
  addGroup(of: { organization?: string; name: string; permissions: Partial<Rule>[] }) {
    return this.change(() => addGroup(this.world, { org: of.organization ?? SEED.organization, ...of }));
  }
  changeGroup(id: string, to: { name?: string; permissions?: Partial<Rule>[]; is_deleted?: boolean }) {
    return this.change(() => {
      const group = this.world.state.tables.groups[id];
      if (!group) throw notFound("group");
      return changeGroup(this.world, group, to);
    });
  }
  /** Takes the device of a door (`gad_` id or name) off the network, or back. */
  setDoorOnline(door: string, online: boolean): void {
    this.change(() => {
      const gadget = this.door(door);
      if (gadget.device_id) setDeviceOnline(this.world, gadget.organization_id, gadget.device_id, online);
    });
  }

  // By hand, as staff

  private staff(organization: string): Actor {
    return { organizationId: organization, via: "staff" };
  }
  /** A member made in the vendor's own panel; `email`, `pin`, `card_uid` and `groups` come with it when given. */
  staffMember(of: Body & { organization?: string }): MemberRow {
    return this.change(() => {
      const actor = this.staff(of.organization ?? SEED.organization);
      const member = createMember(this.world, actor, of);
      if (typeof of.email === "string") createEmail(this.world, actor, member.id, { email: of.email });
      if (typeof of.pin === "string") createPin(this.world, actor, member.id, { pin: of.pin });
      if (typeof of.card_uid === "string") {
        const before = this.switches.unknownCardUid;
        this.switches.unknownCardUid = "created";
        assignCard(this.world, actor, member.id, { uid: of.card_uid });
        this.switches.unknownCardUid = before;
      }
      for (const group of Array.isArray(of.groups) ? of.groups : []) {
        createAssociation(this.world, actor, member.id, { member_group_id: group });
      }
      return member;
    });
  }
  /** Member by any of its names, then as a PATCH of the API would. */
  staffPatchMember(member: string, body: Body): MemberRow {
    return this.change(() => {
      const row = this.one(member);
      return patchMember(this.world, this.staff(row.organization_id), row.id, body);
    });
  }
  staffDeleteMember(member: string): MemberRow {
    return this.change(() => {
      const row = this.one(member);
      return deleteMember(this.world, this.staff(row.organization_id), row.id);
    });
  }
  /** The panel's "Restore". */
  restoreMember(member: string): MemberRow {
    return this.staffPatchMember(member, { is_deleted: false, ends_at: null });
  }
  staffAssociation(member: string, body: Body) {
    return this.change(() => {
      const row = this.one(member);
      return createAssociation(this.world, this.staff(row.organization_id), row.id, body);
    });
  }
  staffPatchAssociation(id: string, body: Body) {
    return this.change(() => {
      const row = this.world.state.tables.associations[id];
      if (!row) throw notFound("association");
      return patchAssociation(this.world, this.staff(row.organization_id), row, body);
    });
  }
  staffDeleteAssociation(id: string) {
    return this.change(() => {
      const row = this.world.state.tables.associations[id];
      if (!row || row.is_deleted) throw notFound("association");
      return deleteAssociation(this.world, this.staff(row.organization_id), row);
    });
  }

  // Questions

  door(text: string, organization?: string): GadgetRow {
    const doors = Object.values(this.world.state.tables.gadgets).filter(
      (g) => organization === undefined || g.organization_id === organization,
    );
    const found =
      doors.find((g) => g.id === text) ?? doors.find((g) => g.name.toLowerCase() === text.toLowerCase());
    if (!found) throw notFound("door");
    return found;
  }

  /** Every member, deleted ones too, that goes by this name: one person may have had several. */
  members(text: string, organization?: string): MemberRow[] {
    const { members, emails } = this.world.state.tables;
    const inOrg = (row: { organization_id: string }) =>
      organization === undefined || row.organization_id === organization;
    const exact = members[text];
    if (exact) return [exact].filter(inOrg);
    const all = Object.values(members).filter(inOrg);
    const marked = all.filter((m) => m.metadata.nx_coworker?.split(",").includes(text));
    if (marked.length > 0) return marked;
    const rows = Object.values(emails).filter((e) => e.email.toLowerCase() === text.toLowerCase());
    const live = rows.filter((e) => !e.is_deleted);
    const ids = new Set((live.length > 0 ? live : rows).map((e) => e.member_id));
    return all.filter((m) => ids.has(m.id));
  }

  /** The live member of that name, else the newest deleted one. */
  private one(text: string, organization?: string): MemberRow {
    const found = this.members(text, organization);
    const member = found.findLast((m) => !m.is_deleted) ?? found.at(-1);
    if (!member) throw notFound("member");
    return member;
  }

  private question(memberId: string, gadgetId: string, who: WhoAndWhere) {
    const method = readMethod(who.method);
    return {
      memberId,
      gadgetId,
      ...(method ? { methods: [method] } : {}),
      withCredential: who.withCredential ?? false,
    };
  }

  /** Whether the person gets through at an instant (default: now), and why not. */
  canOpen(who: WhoAndWhere & { at?: Date | undefined }): Verdict {
    cleanUpExpired(this.world);
    const gadget = this.door(who.door, who.organization);
    const at = who.at?.getTime() ?? this.world.nowMs();
    const verdicts = this.members(who.member, who.organization).map((m) =>
      canOpen(this.world.historyOf(m.id), this.question(m.id, gadget.id, who), at),
    );
    return (
      verdicts.find((v) => v.open) ??
      verdicts.findLast((v) => v.reason !== "member_deleted") ??
      verdicts.at(-1) ?? {
        open: false,
        reason: "no_member",
        text: "nobody by that name",
        instant: null,
        by: [],
      }
    );
  }

  /** When the person got (and, as things stand, will get) through a door in [from, to). */
  accessIntervals(who: WhoAndWhere & { from: Date; to: Date }): AccessInterval[] {
    cleanUpExpired(this.world);
    const gadget = this.door(who.door, who.organization);
    const span = { from: who.from.getTime(), to: who.to.getTime() };
    return mergeIntervals(
      this.members(who.member, who.organization).map((m) =>
        accessIntervals(this.world.historyOf(m.id), this.question(m.id, gadget.id, who), span),
      ),
    );
  }

  told(intervals: readonly AccessInterval[]): ToldInterval[] {
    return intervals.map((i) => ({ ...i, from: formatInstant(i.from), until: formatInstant(i.until) }));
  }

  /** Somebody stands at the door now and tries. */
  attempt(who: WhoAndWhere): Attempt {
    return this.change(() => {
      const gadget = this.door(who.door, who.organization);
      const member = this.one(who.member, gadget.organization_id);
      const method = readMethod(who.method) ?? "online";
      const { organization_id: organizationId } = gadget;
      const withCredential = who.withCredential ?? true;
      return attemptToOpen(this.world, {
        organizationId,
        memberId: member.id,
        gadgetId: gadget.id,
        method,
        withCredential,
      }).attempt;
    });
  }

  attempts(): readonly Attempt[] {
    return this.world.state.attempts;
  }

  /** Every member as the API shows it with everything below, deleted ones too. */
  dump(organization: string = SEED.organization): unknown[] {
    cleanUpExpired(this.world);
    const wire = new Wire(this.world, organization);
    const expands = wire.memberExpands("cards.card,emails,group_associations.member_group,magic_links,pins");
    return this.world.rows("members", organization).map((row) => wire.member(row, expands));
  }
}
