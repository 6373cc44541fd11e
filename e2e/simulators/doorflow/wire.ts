import { Temporal } from "temporal-polyfill";
import { shownGroups } from "./group-reservations";
import type {
  AccountRow,
  ChannelRow,
  CredentialRow,
  CredentialTypeRow,
  EventRow,
  GroupReservationRow,
  GroupRow,
  PersonRow,
  ReservationRow,
  RoleRow,
  Row,
  SiteRow,
} from "./model";
import { TEXT_FIELDS } from "./people";
import { channelStatus, lastSync, syncStatus } from "./sync";
import type { World } from "./world";

type Json = Record<string, unknown>;

/** The API's JSON of every object of one account. */
export class Wire {
  constructor(
    private readonly world: World,
    private readonly accountId: string,
  ) {}

  /** ISO 8601 in UTC, or with the account's offset. */
  private at(ms: number | null): string | null {
    if (ms === null) return null;
    if (!this.world.switches.offsetTimes) return new Date(ms).toISOString();
    const zone = this.world.state.tables.accounts[this.accountId]?.timezone ?? "UTC";
    return Temporal.Instant.fromEpochMilliseconds(ms).toString({
      timeZone: zone,
      smallestUnit: "millisecond",
    });
  }

  private stamps(row: Row): Json {
    const extra = this.world.switches.extraFields ? { future_field: { beta: true } } : {};
    return { created_at: this.at(row.created_at), updated_at: this.at(row.updated_at), ...extra };
  }

  account = (row: AccountRow): Json => {
    const sync = syncStatus(this.world, row.id);
    const last = lastSync(this.world, row.id);
    return {
      id: row.id,
      name: row.name,
      time_zone: row.timezone,
      monitored: true,
      reseller: null,
      sync: { status: sync.status, last_sync: this.at(last?.at ?? null), description: sync.description },
      user: { id: 4101, first_name: "Rosa", last_name: "Desk", email: "rosa@harbour-works.example" },
      passport: { remote_unlock_enabled: false, hid_mobile_access: true },
    };
  };

  site = (row: SiteRow): Json => ({
    id: Number(row.id),
    name: row.name,
    time_zone: row.timezone,
    ip_address: null,
    notes: null,
    site_ips: [],
  });

  channel = (row: ChannelRow): Json => ({
    id: Number(row.id),
    name: row.name,
    mac_address: `00:11:22:33:44:${(Number(row.id) % 256).toString(16).padStart(2, "0")}`,
    status: row.online ? "online" : "offline",
    unit: 1,
    model: "IPBR-2",
    site_id: Number(row.site_id),
    sync: { status: channelStatus(this.world, row), last_sync_completed_at: this.at(row.synced_at) },
    lockdown: null,
    mode: { description: "normal", relock_at: null, change_stamp: null },
    auto_unlock: null,
    ...this.stamps(row),
  });

  role = (row: RoleRow): Json => ({
    id: Number(row.id),
    name: row.name,
    shift_id: row.shift_id === null ? null : Number(row.shift_id),
    notes: null,
    ...this.stamps(row),
  });

  group = (row: GroupRow): Json => ({
    id: Number(row.id),
    name: row.name,
    notes: row.notes,
    global_across_sites: row.global_across_sites,
    ...this.stamps(row),
  });

  credentialType = (row: CredentialTypeRow): Json => ({
    id: Number(row.id),
    label: row.label,
    slug: row.slug,
    code: row.code,
  });

  private shown(row: CredentialRow): string | null {
    return row.value === null
      ? null
      : this.world.switches.maskValues
        ? "*".repeat(row.value.length)
        : row.value;
  }

  /** `revealed` = the answer to a write: the value as it was given, or made. */
  credential = (row: CredentialRow, revealed = false): Json => ({
    id: row.id,
    credential_type_id: Number(row.type_id),
    person_id: Number(row.person_id),
    label: this.world.state.tables.credentialTypes[row.type_id]?.label ?? "",
    ...(row.value === null ? {} : { value: revealed ? row.value : this.shown(row) }),
    ...(row.status === null ? {} : { status: row.status }),
  });

  person = (row: PersonRow): Json => {
    const texts = Object.fromEntries(TEXT_FIELDS.map((field) => [field, row.texts[field] ?? null]));
    const slugs: Json = {};
    for (const type of this.world.rows("credentialTypes", row.account_id)) {
      if (type.way !== "mobile") slugs[type.slug] = null;
    }
    for (const held of this.world.ofPerson("credentials", row.id)) {
      const type = this.world.state.tables.credentialTypes[held.type_id];
      if (type && !held.deleted && held.value !== null) slugs[type.slug] = this.shown(held);
    }
    return {
      id: Number(row.id),
      first_name: row.first_name,
      last_name: row.last_name,
      email: row.email,
      organisation_id: null,
      system_id: row.system_id,
      enabled: row.enabled,
      valid_from: this.at(row.valid_from),
      valid_to: this.at(row.valid_to),
      image_url: null,
      image_thumbnail_url: null,
      ...texts,
      groups: shownGroups(this.world, row).map(Number),
      roles: row.roles.map(Number),
      ...slugs,
      ...this.stamps(row),
    };
  };

  groupReservation = (row: GroupReservationRow): Json => ({
    id: Number(row.id),
    person_id: Number(row.person_id),
    group_ids: row.group_ids.map(Number),
    start_time: this.at(row.from),
    end_time: this.at(row.until),
    state: row.state,
    ...this.stamps(row),
  });

  reservation = (row: ReservationRow): Json => ({
    id: Number(row.id),
    person_id: Number(row.person_id),
    channel_ids: row.channel_ids.map(Number),
    start_time: this.at(row.from),
    end_time: this.at(row.until),
    ...this.stamps(row),
  });

  event = (row: EventRow): Json => {
    const { channels, people } = this.world.state.tables;
    const door = row.channel_id === null ? null : Number(row.channel_id);
    const doorName = channels[row.channel_id ?? ""]?.name ?? null;
    const person = people[row.person_id ?? ""];
    const happened = this.at(row.occurred_at);
    const guide = this.world.switches.guideEvents
      ? { occurred_at: happened, description: row.label, additional_data: {} }
      : {};
    return {
      id: Number(row.id),
      event_id: Number(row.id),
      event_code: row.code,
      event_label: row.label,
      door_controller_id: door,
      door_controller_name: doorName,
      channel_id: door,
      channel_name: doorName,
      person_id: row.person_id === null ? null : Number(row.person_id),
      person_name: person ? `${person.first_name} ${person.last_name}` : null,
      credentials_number: row.credentials_number,
      created_at: happened,
      updated_at: this.at(row.updated_at),
      ...guide,
    };
  };
}
