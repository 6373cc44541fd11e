/**
 * What a row of each table means, who writes it, when it goes. Kept in the database too (COMMENT ON TABLE), for
 * whoever meets it there; a test compares both.
 */
export const tableComments: Readonly<Record<string, string>> = {
  access_groups:
    "What a vendor lets one grant, as last listed. Written by group refreshes; a vanished one stays, flagged. Goes with its connection.",
  audit_log:
    "What was done, by whom: ids and numbers only. Written with every change. No foreign keys, because it outlives its subjects.",
  bookings:
    "A Nexudus booking as last read. Written by platform reads. member_id is no foreign key: a booking may be read before its coworker. Goes with its installation.",
  connection_locations: "Which locations a connection covers. Written by the admin. Goes with either.",
  connections:
    "One vendor account linked to an installation, its settings and sealed tokens. Goes with its installation.",
  contract_freezes:
    "A freeze of a contract, past, present or future. Written by platform reads. Goes with its installation.",
  contracts:
    "A Nexudus contract as last read: plan, desks, start and cancellation. Written by platform reads. Goes with its installation.",
  desk_variants:
    "A part-time share of an office and its weekdays. Written by platform reads. Goes with its installation.",
  edges:
    "An instant at which what a person should hold changes: the timer's truth. Written by projection, stamped by timers and the sweep. Goes with its person.",
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
  members:
    "A Nexudus coworker who holds, or may hold, a right. Written by platform reads. Holds name and e-mail. Goes with its installation.",
  missing_roles:
    "A Nexudus entity that answers 401 while the account itself is let in: its feature is off. Goes when the entity answers again.",
  oauth_states: "A vendor sign-in under way: single use, ten minutes, bound to one browser. Only hashes.",
  operations:
    "Every attempted write at a vendor: intended before the call, then its outcome and the next try. Goes with its person.",
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
  platform_reads: "One read of one Nexudus entity: whether it saw everything, and what it cost.",
  previews: "A change that was worked out and shown, waiting for an admin's word. Nothing is applied before.",
  rate_counters:
    "Calls of a public address by one client within one window. Only a keyed hash of the address; no tenant is known yet. Goes after a day.",
  read_cursors:
    "Up to where changes of a Nexudus entity have been read. Moves after complete reads only, never back.",
  sessions:
    "One signed-in browser, checked on every request beside its signed cookie. Real time, not the stepped clock.",
  sign_in_attempts:
    "Cookie checks that failed right after a verified install, per browser. Cleared by one success, gone after a day.",
  team_members: "Who is in a team, as last read. Goes with the team.",
  teams:
    "A Nexudus team as last read. Holds the team's name. Written by platform reads. Goes with its installation.",
  vendor_grants:
    "One object at the vendor that carries a grant, or a window of it. Written as intended before the vendor is called.",
  webhook_deliveries: "A Nexudus webhook as received, without its body: ids, digest, whether it was signed.",
  webhook_registrations: "A webhook Lintel keeps at Nexudus, per location and action, and how it stands.",
};
