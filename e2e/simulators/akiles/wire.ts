import { formatInstant } from "./instants";
import type {
  AssociationRow,
  CardRow,
  DeviceRow,
  EmailRow,
  EventRow,
  GadgetRow,
  GroupRow,
  LinkRow,
  MemberCardRow,
  MemberRow,
  OrganizationRow,
  PinRow,
  Row,
  ScheduleRow,
  SiteRow,
  TableName,
  WebhookRow,
} from "./model";
import { invalid } from "./problem";
import type { World } from "./world";

type Json = Record<string, unknown>;

const instantOrNull = (ms: number | null) => (ms === null ? null : formatInstant(ms));

const MEMBER_EXPANDS = [
  "cards",
  "cards.card",
  "emails",
  "group_associations",
  "group_associations.member_group",
  "magic_links",
  "pins",
] as const;
type MemberExpand = (typeof MEMBER_EXPANDS)[number];
const isMemberExpand = (name: string): name is MemberExpand => MEMBER_EXPANDS.some((known) => known === name);

const EVENT_EXPANDS: Record<string, { path: ["subject" | "object", string]; table: TableName }> = {
  subject_member: { path: ["subject", "member_id"], table: "members" },
  object_member: { path: ["object", "member_id"], table: "members" },
  object_gadget: { path: ["object", "gadget_id"], table: "gadgets" },
  object_device: { path: ["object", "device_id"], table: "devices" },
  object_site: { path: ["object", "site_id"], table: "sites" },
  object_member_pin: { path: ["object", "member_pin_id"], table: "pins" },
};

/** The API's JSON of every object, for one request of one organization. */
export class Wire {
  private readonly groups = new Map<string, Map<string, Row[]>>();

  constructor(
    private readonly world: World,
    private readonly organizationId: string,
  ) {}

  private common(row: Row): Json {
    const extra = this.world.switches.extraFields
      ? { future_field: "unknown", future_flags: { beta: true } }
      : {};
    return {
      id: row.id,
      organization_id: row.organization_id,
      is_deleted: row.is_deleted,
      created_at: row.created_at,
      metadata: row.metadata,
      ...extra,
    };
  }

  organization = (row: OrganizationRow): Json => {
    const { organization_id: _own, ...common } = this.common(row);
    return { ...common, name: row.name };
  };
  site = (row: SiteRow): Json => ({ ...this.common(row), name: row.name, timezone: row.timezone });
  device = (row: DeviceRow): Json => ({
    ...this.common(row),
    site_id: row.site_id,
    name: row.name,
    product_id: "controller",
    revision_id: "1",
    status: {
      online: row.online,
      mains_present: true,
      battery_present: false,
      battery_charging: false,
      battery_percent: 0,
    },
  });
  gadget = (row: GadgetRow): Json => ({
    ...this.common(row),
    site_id: row.site_id,
    device_id: row.device_id,
    name: row.name,
    actions: row.actions,
  });
  schedule = (row: ScheduleRow): Json => ({ ...this.common(row), name: row.name, weekdays: row.weekdays });
  group = (row: GroupRow): Json => ({
    ...this.common(row),
    name: row.name,
    permissions: [
      ...row.permissions,
      ...(this.world.switches.extraFields
        ? [{ presence: "retina", access_methods: { telepathy: true } }]
        : []),
    ],
  });
  card = (row: CardRow): Json => ({
    ...this.common(row),
    name: row.name,
    uid: row.uid,
    printed_code: row.printed_code,
  });
  email = (row: EmailRow): Json => ({ ...this.common(row), member_id: row.member_id, email: row.email });
  /** Masked: the digits only come with create and reveal. */
  pin = (row: PinRow): Json => ({ ...this.common(row), member_id: row.member_id, length: row.pin.length });
  revealedPin = (row: PinRow): Json => ({ ...this.pin(row), pin: row.pin });
  memberCard = (row: MemberCardRow): Json => ({
    ...this.common(row),
    member_id: row.member_id,
    card_id: row.card_id,
  });
  magicLink = (row: LinkRow): Json => ({ ...this.common(row), member_id: row.member_id });
  token = (row: LinkRow): Json => ({ ...this.common(row), member_id: row.member_id });
  association = (row: AssociationRow): Json => ({
    ...this.common(row),
    member_id: row.member_id,
    member_group_id: row.member_group_id,
    starts_at: instantOrNull(row.starts_at),
    ends_at: instantOrNull(row.ends_at),
  });
  webhook = (row: WebhookRow): Json => ({
    ...this.common(row),
    url: row.url,
    is_enabled: row.is_enabled,
    filter: row.filter,
  });
  /** The secret is told once, at creation. */
  newWebhook = (row: WebhookRow): Json => ({ ...this.webhook(row), secret: row.secret });

  event = (row: EventRow): Json => ({
    ...this.common(row),
    subject: row.subject,
    verb: row.verb,
    object: row.object,
    occurred_at: row.occurred_at,
  });

  private byMember<T extends Row & { member_id: string }>(
    table: TableName,
    rows: () => T[],
    memberId: string,
  ): T[] {
    let groups = this.groups.get(table);
    if (!groups) {
      groups = new Map<string, Row[]>();
      for (const row of rows()) {
        const list = groups.get(row.member_id);
        if (list) list.push(row);
        else groups.set(row.member_id, [row]);
      }
      this.groups.set(table, groups);
    }
    const keep = this.world.switches.listsIncludeDeleted;
    // Safe: the map under this table's name was filled from `rows()` of the same type.
    return ((groups.get(memberId) ?? []) as T[]).filter((row) => keep || !row.is_deleted);
  }

  /** Reads `expand`; 400 on a name that does not exist. */
  memberExpands(text: string | null): ReadonlySet<MemberExpand> {
    const names = (text ?? "").split(",").filter((name) => name !== "");
    const known = names.filter(isMemberExpand);
    if (known.length !== names.length) throw invalid("unknown expand", { field: "expand" });
    return new Set(known);
  }

  member = (row: MemberRow, expands: ReadonlySet<MemberExpand> = new Set()): Json => {
    const { world, organizationId: org } = this;
    const own = <T extends Row & { member_id: string }>(table: TableName, rows: () => T[]) =>
      this.byMember(table, rows, row.id);
    const json: Json = {
      ...this.common(row),
      name: row.name,
      starts_at: instantOrNull(row.starts_at),
      ends_at: instantOrNull(row.ends_at),
      language: row.language,
    };
    const has = (name: string) => [...expands].some((e) => e === name || e.startsWith(`${name}.`));
    if (has("emails")) json.emails = own("emails", () => world.rows("emails", org)).map(this.email);
    if (has("pins")) json.pins = own("pins", () => world.rows("pins", org)).map(this.pin);
    if (has("magic_links")) {
      json.magic_links = own("magicLinks", () => world.rows("magicLinks", org)).map(this.magicLink);
    }
    if (has("cards")) {
      json.cards = own("memberCards", () => world.rows("memberCards", org)).map((link) => ({
        ...this.memberCard(link),
        ...(expands.has("cards.card") ? { card: this.card(world.find("cards", org, link.card_id)) } : {}),
      }));
    }
    if (has("group_associations")) {
      json.group_associations = own("associations", () => world.rows("associations", org)).map((a) => ({
        ...this.association(a),
        ...(expands.has("group_associations.member_group")
          ? { member_group: this.group(world.find("groups", org, a.member_group_id)) }
          : {}),
      }));
    }
    return json;
  };

  /** An event with the objects named by `expand` beside it. */
  expandedEvent(row: EventRow, expand: string | null): Json {
    const json = this.event(row);
    for (const name of (expand ?? "").split(",").filter((n) => n !== "")) {
      const found = EVENT_EXPANDS[name];
      if (!found) throw invalid("unknown expand", { field: "expand" });
      const [side, field] = found.path;
      const id = row[side][field];
      const { tables } = this.world.state;
      if (id === undefined) json[name] = null;
      else if (found.table === "members" && tables.members[id]) json[name] = this.member(tables.members[id]);
      else if (found.table === "gadgets" && tables.gadgets[id]) json[name] = this.gadget(tables.gadgets[id]);
      else if (found.table === "devices" && tables.devices[id]) json[name] = this.device(tables.devices[id]);
      else if (found.table === "sites" && tables.sites[id]) json[name] = this.site(tables.sites[id]);
      else if (found.table === "pins" && tables.pins[id]) json[name] = this.pin(tables.pins[id]);
    }
    return json;
  }
}
