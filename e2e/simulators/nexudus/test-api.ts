import { randomBytes } from "node:crypto";
import type { Clock } from "../../../lib/clock";
import type { FaultRule, Faults, InjectedFault } from "../kit/faults";
import { apiPassword, type NexudusSecrets } from "./credentials";
import { definitionOf } from "./definitions";
import { installLink, type LinkFlags } from "./install-link";
import {
  type ApiSwitches,
  type Delivery,
  type EntityName,
  emptyState,
  entityNames,
  type Fact,
  type Install,
  type Row,
  type WebhookSwitches,
} from "./model";
import { firewallPage } from "./replies";
import type { RequestLog } from "./request-log";
import { cancelBooking, refuseBooking } from "./rules";
import { demoAdmin, seedBulk, seedWorld } from "./seed";
import { plain, readInstant } from "./stamps";
import type { Throttle } from "./throttle";
import type { Webhooks } from "./webhooks";
import { type World, WorldError } from "./world";

export interface BookingInput {
  readonly coworkerId: number | null;
  readonly resourceId?: number;
  readonly deskId?: number;
  /** Instants with zone; a bare value is UTC. */
  readonly from: string;
  readonly to: string;
  readonly tentative?: boolean;
}

const by = demoAdmin.email;

function instant(value: unknown, name: string): Date {
  const at = readInstant(value);
  if (!at) throw new WorldError(400, `${name} is no timestamp`);
  return at;
}

/** Ready-made faults by name; each can be narrowed to a path and a number of hits. */
const presets = {
  firewall: { kind: "answer", status: 403, headers: { "content-type": "text/html" }, body: firewallPage },
  ooops: {
    kind: "answer",
    status: 500,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ Message: "Ooops! Something went wrong." }),
  },
  outage: { kind: "drop" },
  unavailable: { kind: "answer", status: 503, headers: {}, body: "" },
} as const satisfies Record<string, Pick<FaultRule, "kind" | "status" | "headers" | "body">>;

export type FaultInput = Partial<Omit<FaultRule, "id">> & { readonly preset?: keyof typeof presets };

interface Deps {
  readonly world: World;
  readonly webhooks: Webhooks;
  readonly faults: Faults;
  readonly throttle: Throttle;
  readonly log: RequestLog;
  readonly secrets: NexudusSecrets;
  readonly installUrl: string;
  /** Signs links; real time, since signatures are judged by the real clock. */
  readonly linkClock: Clock;
}

/**
 * Everything a test or a page can do to the simulated Nexudus, in process. The routes below /_test are
 * thin wrappers of these methods. Changes are made as by a person at the desk.
 */
export class NexudusTestApi {
  constructor(private readonly deps: Deps) {}

  private get world(): World {
    return this.deps.world;
  }

  now(): Date {
    return this.world.clock.now();
  }

  /** Runs a change and waits until the webhooks it caused were answered, at most 5 s of real time. */
  async settled<T>(work: () => T): Promise<T> {
    const mark = this.deps.webhooks.lastId;
    const result = work();
    await this.deps.webhooks.answered(mark, 5_000);
    return result;
  }

  /**
   * Empties the world and seeds it again (`default`) or not at all. Installs and hooks go too unless kept. `firstId`
   * keeps the records of several simulated platforms apart, as those of a real one are.
   */
  reset(options: { seed?: "default" | "empty"; keepInstalls?: boolean; firstId?: number } = {}): void {
    const { state } = this.world;
    const kept = options.keepInstalls
      ? { installs: state.installs, tables: pick(state.tables, ["InstalledApplication", "WebHook"]) }
      : {};
    this.world.store.state = { ...emptyState(), ...kept };
    this.deps.faults.rules = [];
    this.deps.throttle.reset();
    this.deps.log.reset();
    const next = this.world.state.nextId;
    if (options.seed !== "empty") seedWorld(this.world);
    this.world.state.nextId = Math.max(options.firstId ?? next, highestId(this.world) + 1);
    this.world.save();
  }

  seedBulk(wanted: { coworkers: number; bookings: number }): void {
    seedBulk(this.world, wanted);
  }

  rows(entity: EntityName): Row[] {
    return this.world.rows(entity);
  }
  row(entity: EntityName, id: number): Row {
    return this.world.get(entity, id);
  }
  /** Any record; fields by their Nexudus names. */
  create(entity: EntityName, values: Readonly<Record<string, unknown>>): Row {
    const missing = Object.entries(definitionOf(entity).fields)
      .filter(([name, field]) => field.required && values[name] === undefined && field.initial === undefined)
      .map(([name]) => name);
    if (missing.length) throw new WorldError(400, `${entity} needs ${missing.join(", ")}`);
    return this.world.insert(entity, values, by);
  }
  change(entity: EntityName, id: number, values: Readonly<Record<string, unknown>>): Row {
    return this.world.update(entity, id, values, by);
  }
  delete(entity: EntityName, id: number): Row {
    return this.world.remove(entity, id, by);
  }

  createCustomer(input: {
    fullName: string;
    email: string;
    businessId: number;
    pin?: string;
    cards?: string;
    company?: boolean;
  }): Row {
    const business = this.world.get("Business", input.businessId);
    return this.world.insert(
      "Coworker",
      {
        FullName: input.fullName,
        Email: input.email,
        InvoicingBusinessId: business.Id,
        Businesses: [business.Id],
        CountryId: business.CountryId,
        SimpleTimeZoneId: business.SimpleTimeZoneId,
        CoworkerType: input.company ? 2 : 1,
        AccessPincode: input.pin ?? null,
        AccessCardId: input.cards ?? null,
      },
      by,
    );
  }
  changeCustomer(
    id: number,
    input: {
      fullName?: string;
      email?: string;
      pin?: string | null;
      cards?: string | null;
      active?: boolean;
      archived?: boolean;
    },
  ): Row {
    const { fullName, email, pin, cards, active, archived } = input;
    const patch = {
      ...(fullName === undefined ? {} : { FullName: fullName }),
      ...(email === undefined ? {} : { Email: email }),
      ...(pin === undefined ? {} : { AccessPincode: pin }),
      ...(cards === undefined ? {} : { AccessCardId: cards }),
      ...(active === undefined ? {} : { Active: active }),
      // Archiving suspends as well.
      ...(archived === undefined ? {} : { Archived: archived, Active: !archived }),
    };
    return this.world.update("Coworker", id, patch, by);
  }
  suspend = (id: number): Row => this.changeCustomer(id, { active: false });
  restore = (id: number): Row => this.changeCustomer(id, { active: true });
  archive = (id: number): Row => this.changeCustomer(id, { archived: true });

  /** Ends a stay now, as by the desk. */
  checkOut = (id: number): Row =>
    this.world.update("Checkin", id, { ToTime: plain(this.world.clock.now()) }, by);

  createResource(input: { businessId: number; name: string; requiresConfirmation?: boolean }): Row {
    const type = this.world.rows("ResourceType").find((t) => t.BusinessId === input.businessId);
    return this.create("Resource", {
      BusinessId: this.world.get("Business", input.businessId).Id,
      Name: input.name,
      ResourceTypeId: (
        type ?? this.create("ResourceType", { BusinessId: input.businessId, Name: "Meeting room" })
      ).Id,
      RequiresConfirmation: input.requiresConfirmation ?? false,
    });
  }

  /** Errors: 409 when the room is taken, 400 when the times make no sense. */
  book(input: BookingInput): Row {
    const values = {
      CoworkerId: input.coworkerId === null ? null : this.world.get("Coworker", input.coworkerId).Id,
      ResourceId: input.resourceId === undefined ? null : this.world.get("Resource", input.resourceId).Id,
      FloorPlanDeskId: input.deskId === undefined ? null : this.world.get("FloorPlanDesk", input.deskId).Id,
      FromTime: plain(instant(input.from, "from")),
      ToTime: plain(instant(input.to, "to")),
    };
    this.checkBooking(values, null);
    const resource = this.world.find("Resource", values.ResourceId);
    return this.world.insert(
      "Booking",
      {
        ...values,
        Tentative: input.tentative ?? resource?.RequiresConfirmation === true,
        BookingNumber: this.world.rows("Booking").length + this.world.rows("CancelledBooking").length + 1,
      },
      by,
    );
  }
  /** Moves to other times, and to another room when one is given. */
  move(id: number, to: { from: string; to: string; resourceId?: number }): Row {
    const booking = this.world.get("Booking", id);
    const patch = {
      FromTime: plain(instant(to.from, "from")),
      ToTime: plain(instant(to.to, "to")),
      ResourceId: to.resourceId ?? booking.ResourceId,
    };
    this.checkBooking({ ...booking, ...patch }, id);
    return this.world.update("Booking", id, patch, by);
  }
  /** Ends it this many minutes later; a negative number shortens it. */
  extend(id: number, minutes: number): Row {
    const booking = this.world.get("Booking", id);
    const to = instant(booking.ToTime, "ToTime").getTime() + minutes * 60_000;
    const patch = { ToTime: plain(new Date(to)) };
    this.checkBooking({ ...booking, ...patch }, id);
    return this.world.update("Booking", id, patch, by);
  }
  confirm = (id: number): Row => this.world.update("Booking", id, { Tentative: false }, by);
  cancel = (id: number, reason = 1): Row => cancelBooking(this.world, id, reason, by);

  private checkBooking(values: Readonly<Record<string, unknown>>, id: number | null): void {
    const refusal = refuseBooking(this.world, values, id);
    if (refusal) throw new WorldError(409, `${refusal.property}: ${refusal.message}`);
  }

  /** Registers a visitor as the desk does; `bookingId` makes them a guest of that booking. */
  registerVisitor(input: {
    readonly businessId: number;
    readonly fullName: string;
    readonly email: string;
    readonly arrives: string;
    readonly hostId?: number | null;
    /** The host's word: 1 not required, 2 requested, 3 rejected, 4 accepted and hold, 5 accepted and grant. */
    readonly approval?: number;
    readonly bookingId?: number | null;
  }): Row {
    return this.world.batch(() => {
      const visitor = this.create("Visitor", {
        BusinessId: this.world.get("Business", input.businessId).Id,
        FullName: input.fullName,
        Email: input.email,
        ExpectedArrival: plain(instant(input.arrives, "arrives")),
        CoworkerId: input.hostId == null ? null : this.world.get("Coworker", input.hostId).Id,
        HostApprovalStatus: input.approval ?? 1,
        VisitorCode: randomBytes(2).toString("hex").toUpperCase(),
      });
      if (input.bookingId != null)
        this.create("BookingVisitor", {
          BookingId: this.world.get("Booking", input.bookingId).Id,
          VisitorId: visitor.Id,
        });
      return visitor;
    });
  }
  /** The host's word, as `HostApprovalStatus`. Fires no webhook. */
  answerVisitor = (id: number, approval: number): Row =>
    this.world.update("Visitor", id, { HostApprovalStatus: approval }, by);
  arriveVisitor = (id: number): Row =>
    this.world.update("Visitor", id, { Arrived: true, ArrivalDate: plain(this.now()) }, by);
  /** They leave now. Fires no webhook. */
  departVisitor = (id: number): Row =>
    this.world.update("Visitor", id, { DepartureDate: plain(this.now()) }, by);

  /** Installs the add-on at a business. A business that has a live install keeps it, with the same `t`. */
  install(input: { businessId: number; email?: string }): Install {
    const business = this.world.get("Business", input.businessId);
    const live = this.world.state.installs.find((i) => i.businessId === business.Id && !i.revoked);
    if (live) {
      live.requiresApproval = false;
      this.world.save();
      return live;
    }
    const row = this.world.insert(
      "InstalledApplication",
      { ApplicationId: 700_100, BusinessId: business.Id },
      by,
    );
    const install: Install = {
      id: row.Id,
      token: randomBytes(16).toString("hex"),
      businessId: business.Id,
      email: input.email ?? by,
      installedAt: this.now().toISOString(),
      revoked: false,
      requiresApproval: false,
      missingRoles: [],
    };
    this.world.state.installs.push(install);
    this.world.save();
    return install;
  }
  installs(): Install[] {
    return this.world.state.installs;
  }
  getInstall(id: number): Install {
    const install = this.world.state.installs.find((i) => i.id === id);
    if (!install) throw new WorldError(404, `Install ${id} does not exist`);
    return install;
  }
  changeInstall(
    id: number,
    patch: { revoked?: boolean; requiresApproval?: boolean; missingRoles?: string[] },
  ): Install {
    const install = this.getInstall(id);
    install.revoked = patch.revoked ?? install.revoked;
    install.requiresApproval = patch.requiresApproval ?? install.requiresApproval;
    install.missingRoles = patch.missingRoles ?? install.missingRoles;
    this.world.patchQuietly("InstalledApplication", id, { RequiresApproval: install.requiresApproval });
    return install;
  }
  /** A fresh launch link. "Resend the same" is using the same link again. */
  link(id: number, flags: LinkFlags = {}): string {
    const install = this.getInstall(id);
    const subdomain = String(this.world.get("Business", install.businessId).WebAddress);
    const now = this.deps.linkClock.now();
    return installLink(
      { installUrl: this.deps.installUrl, install, subdomain, now, secrets: this.deps.secrets },
      flags,
    );
  }
  /** The Authorization header this install's calls carry. */
  authorization(id: number): string {
    const password = apiPassword(this.getInstall(id), this.deps.secrets);
    return `Basic ${Buffer.from(`${this.deps.secrets.applicationKey}:${password}`).toString("base64")}`;
  }

  deliveries(filter: { hookId?: number; action?: number; sinceId?: number } = {}): Delivery[] {
    return this.deps.webhooks.deliveries.filter(
      (d) =>
        (filter.hookId === undefined || d.hookId === filter.hookId) &&
        (filter.action === undefined || d.action === filter.action) &&
        d.id > (filter.sinceId ?? 0),
    );
  }
  switches(): { api: ApiSwitches; webhooks: WebhookSwitches } {
    return { api: this.world.state.switches, webhooks: this.world.state.webhookSwitches };
  }
  setSwitches(patch: { api?: Partial<ApiSwitches>; webhooks?: Partial<WebhookSwitches> }): void {
    this.checkNames(patch.api, this.world.state.switches);
    this.checkNames(patch.webhooks, this.world.state.webhookSwitches);
    Object.assign(this.world.state.switches, patch.api);
    Object.assign(this.world.state.webhookSwitches, patch.webhooks);
    if (this.world.state.webhookSwitches.reorder === 0) this.deps.webhooks.flushHeld();
    this.world.save();
  }
  private checkNames(patch: object | undefined, known: object): void {
    const unknown = Object.keys(patch ?? {}).filter((name) => !(name in known));
    if (unknown.length) throw new WorldError(400, `No such switch: ${unknown.join(", ")}`);
  }

  /** Rises with every change of a record. */
  get changes(): number {
    return this.world.state.stamp;
  }
  /** How often a switch showed so far. */
  tally(of: keyof World["tally"]): number {
    return this.world.tally[of];
  }

  addFault(input: FaultInput): FaultRule {
    const { preset, ...rest } = input;
    const rule: FaultRule = {
      method: "*",
      path: "^/api/",
      times: null,
      ...(preset ? presets[preset] : { kind: "answer" as const }),
      ...rest,
      id: randomBytes(6).toString("hex"),
    };
    this.deps.faults.rules.push(rule);
    return rule;
  }
  removeFault(id: string): void {
    this.deps.faults.rules = this.deps.faults.rules.filter((r) => r.id !== id);
  }
  clearFaults(): void {
    this.deps.faults.rules = [];
  }
  faults(): { rules: readonly FaultRule[]; injected: readonly InjectedFault[] } {
    return { rules: this.deps.faults.rules, injected: this.deps.faults.injected };
  }

  requests(): ReturnType<RequestLog["read"]> {
    return this.deps.log.read();
  }
  resetRequests(): void {
    this.deps.log.reset();
  }

  /** What was true, from when until when, in simulated time: for an oracle. */
  facts(entity?: EntityName): Fact[] {
    return Object.values(this.world.state.facts).filter((f) => entity === undefined || f.entity === entity);
  }
}

const highestId = (world: World): number =>
  Math.max(0, ...entityNames.flatMap((name) => world.rows(name).map((row) => row.Id)));

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Partial<T> {
  const out: Partial<T> = {};
  for (const key of keys) if (from[key] !== undefined) out[key] = from[key];
  return out;
}
