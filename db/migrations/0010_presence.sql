CREATE TABLE "check_ins" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"event_id" text NOT NULL,
	"member_id" text NOT NULL,
	"location_id" text NOT NULL,
	"kind" text NOT NULL,
	"day" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"daily" boolean NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"attempted_at" timestamp (3) with time zone,
	"last_attempt_at" timestamp (3) with time zone,
	"next_try_at" timestamp (3) with time zone,
	"problem" text,
	"record_id" text,
	"description" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "check_ins_event" UNIQUE("connection_id","event_id"),
	CONSTRAINT "check_ins_kind" CHECK ("check_ins"."kind" in ('check_in', 'check_out')),
	CONSTRAINT "check_ins_state" CHECK ("check_ins"."state" in ('intended', 'done', 'already', 'failed', 'given_up')),
	CONSTRAINT "check_ins_settled" CHECK (("check_ins"."state" = 'intended') = ("check_ins"."next_try_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "openings" (
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"event_id" text NOT NULL,
	"person_id" uuid NOT NULL,
	"door_id" text NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"read_at" timestamp (3) with time zone NOT NULL,
	"outcome" text NOT NULL,
	CONSTRAINT "openings_connection_id_event_id_pk" PRIMARY KEY("connection_id","event_id"),
	CONSTRAINT "openings_outcome" CHECK ("openings"."outcome" in ('check_in', 'check_out', 'no_action', 'before_switch', 'no_location', 'late', 'ahead', 'not_first', 'overtaken'))
);
--> statement-breakpoint
CREATE TABLE "presence" (
	"connection_id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"on_open_since" timestamp (3) with time zone,
	"reading_since" timestamp (3) with time zone,
	"mark" text,
	"last_read_at" timestamp (3) with time zone,
	"last_read_complete" boolean,
	"last_error_kind" text,
	"doors_listed_at" timestamp (3) with time zone,
	"hook_id" text,
	"hook_checked_at" timestamp (3) with time zone,
	"last_hint_at" timestamp (3) with time zone,
	CONSTRAINT "presence_tenant" UNIQUE("installation_id","connection_id")
);
--> statement-breakpoint
CREATE TABLE "vendor_doors" (
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"site_id" text,
	"site_label" text,
	"action" text NOT NULL,
	"action_since" timestamp (3) with time zone,
	"location_id" text,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"vanished_at" timestamp (3) with time zone,
	CONSTRAINT "vendor_doors_connection_id_id_pk" PRIMARY KEY("connection_id","id"),
	CONSTRAINT "vendor_doors_action" CHECK ("vendor_doors"."action" in ('nothing', 'check_in', 'check_out'))
);
--> statement-breakpoint
ALTER TABLE "check_ins" ADD CONSTRAINT "check_ins_installation_id_connection_id_connections_installation_id_id_fk" FOREIGN KEY ("installation_id","connection_id") REFERENCES "public"."connections"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_ins" ADD CONSTRAINT "check_ins_installation_id_member_id_members_installation_id_id_fk" FOREIGN KEY ("installation_id","member_id") REFERENCES "public"."members"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_ins" ADD CONSTRAINT "check_ins_installation_id_location_id_locations_installation_id_id_fk" FOREIGN KEY ("installation_id","location_id") REFERENCES "public"."locations"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "openings" ADD CONSTRAINT "openings_installation_id_connection_id_person_id_persons_installation_id_connection_id_id_fk" FOREIGN KEY ("installation_id","connection_id","person_id") REFERENCES "public"."persons"("installation_id","connection_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "presence" ADD CONSTRAINT "presence_installation_id_connection_id_connections_installation_id_id_fk" FOREIGN KEY ("installation_id","connection_id") REFERENCES "public"."connections"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vendor_doors" ADD CONSTRAINT "vendor_doors_installation_id_connection_id_connections_installation_id_id_fk" FOREIGN KEY ("installation_id","connection_id") REFERENCES "public"."connections"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vendor_doors" ADD CONSTRAINT "vendor_doors_installation_id_location_id_locations_installation_id_id_fk" FOREIGN KEY ("installation_id","location_id") REFERENCES "public"."locations"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "check_ins_daily" ON "check_ins" USING btree ("installation_id","member_id","location_id","day") WHERE "check_ins"."daily";--> statement-breakpoint
CREATE INDEX "check_ins_due" ON "check_ins" USING btree ("installation_id","next_try_at") WHERE "check_ins"."state" = 'intended';--> statement-breakpoint
CREATE INDEX "check_ins_recent" ON "check_ins" USING btree ("installation_id","at");--> statement-breakpoint
CREATE INDEX "openings_recent" ON "openings" USING btree ("installation_id","read_at");--> statement-breakpoint
CREATE INDEX "openings_person" ON "openings" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "presence_reading" ON "presence" USING btree ("last_read_at") WHERE "presence"."reading_since" is not null;--> statement-breakpoint
CREATE INDEX "vendor_doors_installation" ON "vendor_doors" USING btree ("installation_id");--> statement-breakpoint
-- What the new tables and columns hold, in the words of db/schema/comments.ts.
COMMENT ON TABLE "check_ins" IS 'A check-in or check-out at Nexudus that an opening asks for: intended before the call, then what became of it. Ids and times. Kept 30 days.';--> statement-breakpoint
COMMENT ON TABLE "openings" IS 'A door opened by a member, by the vendor''s event id, so that it counts once. Ids and times. Written by reading the vendor''s events where presence is on. Kept eight days.';--> statement-breakpoint
COMMENT ON TABLE "presence" IS 'How openings are read on one connection: the switch, the mark and how it went. Written when presence is saved and by every reading. Goes with its connection.';--> statement-breakpoint
COMMENT ON TABLE "vendor_doors" IS 'A door as last listed by the vendor, what opening it does at Nexudus and where. Written by listings and by the admin; a vanished one stays, flagged. Goes with its connection.';--> statement-breakpoint
COMMENT ON COLUMN "check_ins"."at" IS 'Personal: when a member opened a door that checks in or out. Why: check them in or out at Nexudus, and show it. Kept: 30 days; at most 30 days after Lintel is removed.';--> statement-breakpoint
COMMENT ON COLUMN "check_ins"."description" IS 'Personal: why Nexudus refused a check-in, in its words. Why: show the admin what to do about it. Kept: 30 days; at most 30 days after Lintel is removed.';--> statement-breakpoint
COMMENT ON COLUMN "check_ins"."member_id" IS 'Personal: who opened a door that checks in or out: a Nexudus id. Why: check them in or out at Nexudus once. Kept: 30 days; at most 30 days after Lintel is removed.';--> statement-breakpoint
COMMENT ON COLUMN "openings"."occurred_at" IS 'Personal: when a member opened a door, with person_id. Why: count an opening once, and show those that came late. Kept: eight days.';
