COMMENT ON TABLE "access_groups" IS 'What a vendor lets one grant, as last listed. Written by group refreshes; a vanished one stays, flagged. Goes with its connection.';--> statement-breakpoint
COMMENT ON TABLE "audit_log" IS 'What was done, by whom: ids and numbers only. Written with every change. No foreign keys, because it outlives its subjects.';--> statement-breakpoint
COMMENT ON TABLE "bookings" IS 'A Nexudus booking as last read. Written by platform reads. member_id is no foreign key: a booking may be read before its coworker. Goes with its installation.';--> statement-breakpoint
COMMENT ON TABLE "connection_locations" IS 'Which locations a connection covers. Written by the admin. Goes with either.';--> statement-breakpoint
COMMENT ON TABLE "connections" IS 'One vendor account linked to an installation, its settings and sealed tokens. Goes with its installation.';--> statement-breakpoint
COMMENT ON TABLE "edges" IS 'An instant at which what a person should hold changes: the timer''s truth. Written by projection, stamped by timers and the sweep. Goes with its person.';--> statement-breakpoint
COMMENT ON TABLE "foreign_grants" IS 'What a person holds at the vendor that Lintel did not make, as last observed. Shown, never changed. Replaced at every observation.';--> statement-breakpoint
COMMENT ON TABLE "grants" IS 'The ledger: one row per person and access group that Lintel has dealt with. Goes with its person.';--> statement-breakpoint
COMMENT ON TABLE "install_links" IS 'Each accepted install link, so that a replay is known. Goes when the freshness window is over.';--> statement-breakpoint
COMMENT ON TABLE "installations" IS 'One install of Lintel in a Nexudus account: the tenant. Holds the sealed marketplace token. Written by verified install links.';--> statement-breakpoint
COMMENT ON TABLE "items" IS 'A mappable Nexudus thing, as last read. A vanished one stays, flagged. Goes with its installation.';--> statement-breakpoint
COMMENT ON TABLE "leases" IS 'Who is working on a person or a token right now, and the fence number that refuses late writers. The row stays, its fence only rises.';--> statement-breakpoint
COMMENT ON TABLE "locations" IS 'A Nexudus Business the installation covers; its zone and day change are suggestions until confirmed by an admin.';--> statement-breakpoint
COMMENT ON TABLE "mappings" IS 'Item to access group, as confirmed in a preview. No row means not controlled by Lintel.';--> statement-breakpoint
COMMENT ON TABLE "members" IS 'A Nexudus coworker who holds, or may hold, a right. Written by platform reads. Holds name and e-mail. Goes with its installation.';--> statement-breakpoint
COMMENT ON TABLE "oauth_states" IS 'A vendor sign-in under way: single use, ten minutes, bound to one browser. Only hashes.';--> statement-breakpoint
COMMENT ON TABLE "operations" IS 'Every attempted write at a vendor: intended before the call, then its outcome and the next try. Goes with its person.';--> statement-breakpoint
COMMENT ON TABLE "person_members" IS 'Which person a member is on a connection. Several members may be one person. Goes with either.';--> statement-breakpoint
COMMENT ON TABLE "person_proposals" IS 'A person at the vendor who has a member''s e-mail: a question to an admin. Holds that person''s name at the vendor. Goes with its person.';--> statement-breakpoint
COMMENT ON TABLE "persons" IS 'One human on one connection: our record of the vendor''s record. Written by projection and applies. Goes with its connection.';--> statement-breakpoint
COMMENT ON TABLE "platform_reads" IS 'One read of one Nexudus entity: whether it saw everything, and what it cost.';--> statement-breakpoint
COMMENT ON TABLE "previews" IS 'A change that was worked out and shown, waiting for an admin''s word. Nothing is applied before.';--> statement-breakpoint
COMMENT ON TABLE "read_cursors" IS 'Up to where changes of a Nexudus entity have been read. Moves after complete reads only, never back.';--> statement-breakpoint
COMMENT ON TABLE "sessions" IS 'One signed-in browser, checked on every request beside its signed cookie. Real time, not the stepped clock.';--> statement-breakpoint
COMMENT ON TABLE "vendor_grants" IS 'One object at the vendor that carries a grant, or a window of it. Written as intended before the vendor is called.';--> statement-breakpoint
COMMENT ON TABLE "webhook_deliveries" IS 'A Nexudus webhook as received, without its body: ids, digest, whether it was signed.';--> statement-breakpoint
COMMENT ON TABLE "webhook_registrations" IS 'A webhook Lintel keeps at Nexudus, per location and action, and how it stands.';
