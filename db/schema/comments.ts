/**
 * What a row of each table means, who writes it, when it goes. Kept in the database too (COMMENT ON TABLE), for
 * whoever meets it there; a test compares both.
 */
export const tableComments: Readonly<Record<string, string>> = {
  access_groups:
    "What a vendor lets one grant, as last listed. Written by group refreshes; a vanished one stays, flagged. Goes with its connection.",
  adoptions:
    "What the admin said of memberships found in a group at first activation. Written once per group. Goes with its connection.",
  audit_log:
    "What was done, by whom: ids and numbers only. Written with every change. No foreign keys, because it outlives its subjects.",
  booking_guests:
    "A visitor who is a guest of a booking, as last read while a connection makes links for visitors. Ids only. Goes 14 days after the booking, or 400 days after it changed where the booking is not known.",
  bookings:
    "A Nexudus booking as last read. Written by platform reads. member_id is no foreign key: a booking may be read before its coworker. Goes with its installation.",
  check_ins:
    "A check-in or check-out at Nexudus that an opening asks for: intended before the call, then what became of it. Ids and times. Kept 30 days.",
  connection_locations: "Which locations a connection covers. Written by the admin. Goes with either.",
  connections:
    "One vendor account linked to an installation, its settings and sealed tokens. Goes with its installation.",
  contract_freezes:
    "A freeze of a contract, past, present or future. Written by platform reads. Goes with its installation.",
  contracts:
    "A Nexudus contract as last read: plan, desks, start and cancellation. Written by platform reads. Goes with its installation.",
  credential_problems:
    "A credential that the vendor or its rule refuses, without its value. Written by applies; goes when it is accepted or with its person.",
  desk_variants:
    "A part-time share of an office and its weekdays. Written by platform reads. Goes with its installation.",
  drift_repairs:
    "A membership that somebody took out at the vendor and Lintel put back. Written by applies. Kept two days.",
  edges:
    "An instant at which what a person should hold changes: the timer's truth. Written by projection, stamped by timers and the sweep. Goes with its person.",
  flushes:
    "That something was written at a vendor whose doors hear of it only when told. Raised with every write, falls after the telling. Goes with its connection.",
  foreign_grants:
    "What a person holds at the vendor that Lintel did not make, as last observed. Shown, never changed. Replaced at every observation.",
  grants: "The ledger: one row per person and access group that Lintel has dealt with. Goes with its person.",
  install_links:
    "Each accepted install link, so that a replay is known. Goes when the freshness window is over.",
  installations:
    "One install of Lintel in a Nexudus account: the tenant. Holds the sealed marketplace token. Written by verified install links.",
  items: "A mappable Nexudus thing, as last read. A vanished one stays, flagged. Goes with its installation.",
  leases:
    "Who is working on a person or a token right now, and the fence number that refuses late writers. The row stays, its fence only rises.",
  locations:
    "A Nexudus Business the installation covers; its zone and day change are suggestions until confirmed by an admin.",
  mappings: "Item to access group, as confirmed in a preview. No row means not controlled by Lintel.",
  member_credentials:
    "PIN and cards of a member as last read by id, sealed. Written by platform reads where a connection carries them. Goes with its member.",
  members:
    "A Nexudus coworker who holds, or may hold, a right. Written by platform reads. Holds name and e-mail. Goes with its installation.",
  missing_roles:
    "A Nexudus entity that answers 401 while the account itself is let in: its feature is off. Goes when the entity answers again.",
  oauth_states: "A vendor sign-in under way: single use, ten minutes, bound to one browser. Only hashes.",
  openings:
    "A door opened by a member, by the vendor's event id, so that it counts once. Ids and times. Written by reading the vendor's events where presence is on. Kept eight days.",
  operations:
    "Every attempted write at a vendor: intended before the call, then its outcome and the next try. Goes with its person.",
  pass_invitations:
    "The invitation to a mobile pass at one opening of one person: intended before the call, then its outcome. One per window. Kept 90 days after its window; one of a window without end goes with its person.",
  pass_kinds:
    "What a kind of pass means: days or minutes, where and in which hours it is good. Written by platform reads. Goes with its installation.",
  passes: "A pass on a member's account as last read. Written by platform reads. Goes with its installation.",
  pending_installs:
    "A genuine install link that waits for the admin to confirm a takeover or a change of account. Sealed token, ten minutes.",
  person_members:
    "Which person a member is on a connection. Several members may be one person. Goes with either.",
  person_proposals:
    "A person at the vendor who has a member's e-mail: a question to an admin. Holds that person's name at the vendor. Goes with its person.",
  persons:
    "One human on one connection: our record of the vendor's record. Written by projection and applies. Goes with its connection.",
  pin_writes:
    "A PIN that Lintel made and writes to Nexudus once: intended before the call, then what became of it. Goes with its member.",
  platform_notices:
    "A problem told to Nexudus in its own access log, one row there per problem. Closed when it is over.",
  platform_reads: "One read of one Nexudus entity: whether it saw everything, and what it cost.",
  presence:
    "How openings are read on one connection: the switch, the mark and how it went. Written when presence is saved and by every reading. Goes with its connection.",
  previews: "A change that was worked out and shown, waiting for an admin's word. Nothing is applied before.",
  rate_counters:
    "Calls of a public address by one client within one window. Only a keyed hash of the address; no tenant is known yet. Goes after a day.",
  read_cursors:
    "Up to where changes of a Nexudus entity have been read. Moves after complete reads only, never back.",
  revoke_approval_people:
    "Whom a question about taking access is about, and which groups. Goes with the question.",
  revoke_approvals:
    "A question to the admin: may all these people lose access? One open per connection. Written when the budget latches.",
  revoke_budgets:
    "Who lost access within the last hour in ways that count, in one row per connection, changed as one. Goes with its connection.",
  sessions:
    "One signed-in browser, checked on every request beside its signed cookie. Real time, not the stepped clock.",
  sign_in_attempts:
    "Cookie checks that failed right after a verified install, per browser. Cleared by one success, gone after a day.",
  team_members: "Who is in a team, as last read. Goes with the team.",
  teams:
    "A Nexudus team as last read. Holds the team's name. Written by platform reads. Goes with its installation.",
  touched_members:
    "Somebody whose facts were read anew and whose rights are not worked out from them yet. Written before a cursor moves; goes with the projection.",
  vendor_doors:
    "A door as last listed by the vendor, what opening it does at Nexudus and where. Written by listings and by the admin; a vanished one stays, flagged. Goes with its connection.",
  vendor_grants:
    "One object at the vendor that carries a grant, or a window of it. Written as intended before the vendor is called.",
  visit_keys:
    "One visit on one connection: when it should open the door, the link the vendor made for it, and its mail. Written as intended before the vendor is called. Goes 90 days after its end.",
  visitors:
    "Somebody expected at a location, as last read while a connection makes links for visitors. Holds name and sealed address. Goes 14 days after the visit.",
  webhook_deliveries: "A Nexudus webhook as received, without its body: ids, digest, whether it was signed.",
  webhook_registrations: "A webhook Lintel keeps at Nexudus, per location and action, and how it stands.",
};

/** A column that holds something of a person, or something that opens doors or accounts. */
export interface ColumnNote {
  readonly kind: "personal" | "secret";
  readonly what: string;
  readonly why: string;
  readonly kept: string;
}

const AFTER_REMOVAL = "until 30 days after Lintel is removed";
const WITH_INSTALLATION = "until Lintel is removed";
const WITH_CONNECTION = "until the connection is disconnected";
const VISITED = "14 days after the visit; at most 30 days after Lintel is removed";
const PRESENT = "30 days; at most 30 days after Lintel is removed";
const BOOKED = "90 days after its end; at most 30 days after Lintel is removed";
const personal = (what: string, why: string, kept: string): ColumnNote => ({
  kind: "personal",
  what,
  why,
  kept,
});
const secret = (what: string, why: string, kept: string): ColumnNote => ({ kind: "secret", what, why, kept });

/**
 * Every column with personal data or a secret, by `table.column`. Kept in the database too (COMMENT ON COLUMN), and
 * `docs/data.md` is written from it. A test fails on a text or JSON column that is neither here nor below.
 */
export const columnNotes: Readonly<Record<string, ColumnNote>> = {
  "bookings.from_at": personal(
    "from when somebody booked, with member_id",
    "decide who may enter when",
    BOOKED,
  ),
  "bookings.member_id": personal("who booked: a Nexudus id", "decide who may enter when", BOOKED),
  "bookings.until_at": personal(
    "until when somebody booked, with member_id",
    "decide who may enter when",
    BOOKED,
  ),
  "check_ins.at": personal(
    "when a member opened a door that checks in or out",
    "check them in or out at Nexudus, and show it",
    PRESENT,
  ),
  "check_ins.description": personal(
    "why Nexudus refused a check-in, in its words",
    "show the admin what to do about it",
    PRESENT,
  ),
  "check_ins.member_id": personal(
    "who opened a door that checks in or out: a Nexudus id",
    "check them in or out at Nexudus once",
    PRESENT,
  ),
  "connections.access_token_sealed": secret(
    "the vendor's access token, sealed",
    "call the vendor",
    WITH_CONNECTION,
  ),
  "connections.refresh_token_sealed": secret(
    "the vendor's refresh token, sealed",
    "get the next access token",
    WITH_CONNECTION,
  ),
  "connections.secrets_sealed": secret(
    "what an admin typed to sign in at the vendor (password, key), sealed",
    "sign in again when the session ends",
    WITH_CONNECTION,
  ),
  "contracts.member_id": personal(
    "who has a contract: a Nexudus id",
    "decide who may enter when",
    AFTER_REMOVAL,
  ),
  "installations.account_email": personal(
    "address of the Nexudus account that approved Lintel",
    "show whose access is used; mail it when that access ends",
    AFTER_REMOVAL,
  ),
  "installations.link_email": personal(
    "address in the install link, unsigned",
    "show it, marked as told by the link only",
    AFTER_REMOVAL,
  ),
  "installations.token_hash": secret(
    "keyed hash of the marketplace token",
    "find the installation of a launch",
    WITH_INSTALLATION,
  ),
  "installations.token_sealed": secret(
    "the marketplace token, sealed",
    "derive the password for the Nexudus API",
    WITH_INSTALLATION,
  ),
  "installations.webhook_secret_hash": secret(
    "keyed hash of the secret in the webhook address",
    "find the installation of a webhook",
    WITH_INSTALLATION,
  ),
  "installations.webhook_secret_sealed": secret(
    "the secret in the webhook address, sealed",
    "tell Nexudus where to send webhooks",
    WITH_INSTALLATION,
  ),
  "items.occupant_id": personal(
    "who sits at a desk by the floor plan: a Nexudus id",
    "show those who sit there without a contract",
    AFTER_REMOVAL,
  ),
  "member_credentials.cards_hash": personal(
    "keyed hash of a member's card values",
    "notice a change without opening them",
    "until no connection carries cards; at most 30 days after Lintel is removed",
  ),
  "member_credentials.cards_sealed": secret(
    "a member's card values, sealed",
    "write them to the vendor where card sync is on",
    "until no connection carries cards; at most 30 days after Lintel is removed",
  ),
  "member_credentials.pin_hash": personal(
    "keyed hash of a member's PIN",
    "notice a change, and that two members share one, without opening it",
    "until no connection carries PINs; at most 30 days after Lintel is removed",
  ),
  "member_credentials.pin_sealed": secret(
    "a member's PIN, sealed",
    "write it to the vendor where PIN sync is on",
    "until no connection carries PINs; at most 30 days after Lintel is removed",
  ),
  "members.email": personal(
    "their address, lower case",
    "match a person at the vendor (as a proposal); write it there where e-mail sync is on",
    AFTER_REMOVAL,
  ),
  "members.full_name": personal(
    "a member's name in Nexudus",
    "find a member in the console; name the person made at the vendor",
    AFTER_REMOVAL,
  ),
  "oauth_states.browser_hash": secret(
    "keyed hash of the browser's own cookie",
    "finish a sign-in only in the browser that began it",
    "ten minutes; deleted daily",
  ),
  "oauth_states.state_hash": secret(
    "keyed hash of the state of a sign-in at a vendor",
    "know the answer that belongs to it",
    "ten minutes; deleted daily",
  ),
  "oauth_states.verifier_sealed": secret(
    "the secret that proves a sign-in is finished by who began it (PKCE), sealed",
    "exchange the code",
    "ten minutes; deleted daily",
  ),
  "openings.occurred_at": personal(
    "when a member opened a door, with person_id",
    "count an opening once, and show those that came late",
    "eight days",
  ),
  "passes.member_id": personal("who has a pass: a Nexudus id", "decide who may enter when", AFTER_REMOVAL),
  "pending_installs.id_hash": secret(
    "hash of the token in the browser's own cookie",
    "continue only in the browser that came with the link",
    "ten minutes; deleted daily",
  ),
  "pending_installs.link_email": personal(
    "address in an install link that waits, unsigned",
    "show it once the link is confirmed",
    "ten minutes; deleted daily",
  ),
  "pending_installs.token_sealed": secret(
    "the marketplace token of a link that waits, sealed",
    "install once the admin has confirmed",
    "ten minutes; deleted daily",
  ),
  "person_proposals.vendor_name": personal(
    "the name of a person found at the vendor",
    "the admin confirms by it that both are one person",
    "until confirmed or turned down",
  ),
  "persons.cards_hash": personal(
    "keyed hash of the cards last written to the vendor",
    "notice a change without reading them back",
    AFTER_REMOVAL,
  ),
  "persons.email_hash": personal(
    "keyed hash of the address last written to the vendor",
    "notice a change without reading it back",
    AFTER_REMOVAL,
  ),
  "persons.pin_hash": personal(
    "keyed hash of the PIN last written to the vendor",
    "notice a change without reading it back",
    AFTER_REMOVAL,
  ),
  "pin_writes.fields_before": personal(
    "keyed hashes of the fields of a member's Nexudus record",
    "notice that writing the PIN changed anything else",
    "until the write is confirmed or given up",
  ),
  "pin_writes.pin_hash": personal(
    "keyed hash of a PIN that Lintel made",
    "know its own PIN again",
    AFTER_REMOVAL,
  ),
  "pin_writes.pin_sealed": secret(
    "a PIN that Lintel made, sealed",
    "finish writing it after a crash",
    AFTER_REMOVAL,
  ),
  "rate_counters.address_hash": personal(
    "keyed hash of a client's network address",
    "slow down whoever calls too often",
    "a day",
  ),
  "sign_in_attempts.browser_hash": personal(
    "keyed hash of what a browser says of itself",
    "stop a sign-in that goes round in circles",
    "until a sign-in works; at most a day",
  ),
  "team_members.member_id": personal(
    "who is in a team: a Nexudus id",
    "decide who may enter by the contract of another",
    AFTER_REMOVAL,
  ),
  "teams.name": personal(
    "a team's name: mostly a company, at times a person",
    "say by whose contract somebody may enter",
    AFTER_REMOVAL,
  ),
  "teams.paying_member_id": personal(
    "who pays for a team: a Nexudus id",
    "decide who may enter by the contract of another",
    AFTER_REMOVAL,
  ),
  "visit_keys.url_sealed": secret(
    "the link a visitor opens the door with, sealed",
    "mail it, and show it to an admin who asks",
    "until the visit ends or is called off",
  ),
  "visitors.arrives_at": personal(
    "when somebody is expected, with full_name",
    "decide who may enter when",
    VISITED,
  ),
  "visitors.departs_at": personal(
    "when somebody left, with full_name",
    "end the link of their visit",
    VISITED,
  ),
  "visitors.email_sealed": personal("a visitor's address, sealed", "mail the link of their visit", VISITED),
  "visitors.full_name": personal(
    "a visitor's name in Nexudus",
    "tell visits apart in the console and greet the visitor in the mail",
    VISITED,
  ),
  "visitors.host_id": personal("whom a visitor visits: a Nexudus id", "show the host", VISITED),
};

/** The comment a column carries in the database. */
export const columnComment = ({ kind, what, why, kept }: ColumnNote): string =>
  `${kind === "personal" ? "Personal" : "Secret"}: ${what}. Why: ${why}. Kept: ${kept}.`;

/** Text and JSON columns that were looked at and hold neither: ids, closed lists, fixed texts, names of things. */
export const plainColumns: Readonly<Record<string, readonly string[]>> = {
  access_groups: ["id", "name", "site_label", "hint"],
  adoptions: ["group_id", "decision"],
  audit_log: ["actor", "action", "subject", "details"],
  booking_guests: ["id", "booking_id", "visitor_id", "state"],
  bookings: ["id", "resource_id", "desk_id", "state"],
  check_ins: ["event_id", "location_id", "kind", "day", "state", "problem", "record_id"],
  connection_locations: ["location_id"],
  connections: [
    "vendor",
    "state",
    "state_reason",
    "account_id",
    "account_label",
    "settings",
    "vendor_options",
    "last_error_kind",
    "pin_write_back_off",
    "when_rights_end",
  ],
  contract_freezes: ["id", "contract_id", "state"],
  contracts: ["id", "unique_id", "location_id", "plan_id", "desk_ids", "variant_ids", "state"],
  credential_problems: ["kind", "reason"],
  desk_variants: ["id", "desk_id", "weekdays", "state"],
  drift_repairs: ["group_id"],
  edges: ["state"],
  foreign_grants: ["vendor_grant_id", "group_id"],
  grants: ["group_id"],
  install_links: ["digest"],
  installations: ["state", "business_set", "subdomain", "grace_mail", "removal_reason"],
  items: ["kind", "id", "location_id", "name", "detail", "native_group_ids"],
  leases: ["resource", "owner"],
  locations: ["id", "name", "web_address", "root_id", "zone_told", "zone"],
  mappings: ["item_kind", "item_id", "group_id"],
  member_credentials: ["member_id"],
  members: ["id", "home_location_id", "state"],
  missing_roles: ["entity"],
  oauth_states: ["vendor"],
  openings: ["event_id", "door_id", "outcome"],
  operations: ["verb", "group_id", "basis", "cause", "state", "error_kind", "error_text"],
  pass_invitations: ["state", "invitation_id", "error_kind"],
  pass_kinds: ["id", "location_id", "scope", "hours"],
  passes: ["id", "pass_id", "location_id", "contract_unique_id", "state"],
  pending_installs: ["kind", "link_digest", "link_subdomain"],
  person_members: ["member_id"],
  person_proposals: ["vendor_person_id"],
  persons: ["vendor_person_id", "origin", "link", "put_away", "desired_digest", "last_error_kind"],
  pin_writes: ["member_id", "state", "differing"],
  platform_notices: ["member_id", "problem", "notice_id"],
  platform_reads: ["kind", "entity", "reason"],
  presence: ["mark", "last_error_kind", "hook_id"],
  previews: ["state", "change", "digest"],
  rate_counters: ["bucket"],
  read_cursors: ["entity"],
  revoke_approval_people: ["group_ids"],
  revoke_approvals: ["state", "cause", "decided_by"],
  revoke_budgets: ["reserved"],
  team_members: ["team_id"],
  teams: ["id", "location_id", "state"],
  touched_members: ["member_id"],
  vendor_doors: ["id", "name", "site_id", "site_label", "action", "location_id"],
  vendor_grants: ["vendor_grant_id", "state", "origin", "sources"],
  visit_keys: ["visit", "visitor_id", "location_id", "state", "link_id", "error_kind", "mail"],
  visitors: ["visitor_id", "location_id", "state"],
  webhook_deliveries: ["location_id", "record_ids", "member_ids", "digest"],
  webhook_registrations: ["location_id", "hook_id", "problem"],
};
