CREATE TABLE "credential_problems" (
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"position" integer NOT NULL,
	"reason" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "credential_problems_person_id_kind_position_pk" PRIMARY KEY("person_id","kind","position"),
	CONSTRAINT "credential_problems_kind" CHECK ("credential_problems"."kind" in ('email', 'pin', 'card'))
);
--> statement-breakpoint
CREATE TABLE "member_credentials" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"member_id" text NOT NULL,
	"pin_sealed" text,
	"pin_hash" text,
	"cards_sealed" text,
	"cards_hash" text,
	"read_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "member_credentials_member" UNIQUE("installation_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "pin_writes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"member_id" text NOT NULL,
	"state" text NOT NULL,
	"pin_sealed" text NOT NULL,
	"pin_hash" text NOT NULL,
	"fields_before" jsonb NOT NULL,
	"written_updated_on" timestamp (3) with time zone,
	"differing" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "pin_writes_state" CHECK ("pin_writes"."state" in ('intended', 'written', 'verified', 'restored', 'stopped'))
);
--> statement-breakpoint
CREATE TABLE "adoptions" (
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"group_id" text NOT NULL,
	"decision" text NOT NULL,
	"held_and_due" integer NOT NULL,
	"held_not_due" integer NOT NULL,
	"decided_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "adoptions_connection_id_group_id_pk" PRIMARY KEY("connection_id","group_id"),
	CONSTRAINT "adoptions_decision" CHECK ("adoptions"."decision" in ('adopt', 'leave'))
);
--> statement-breakpoint
CREATE TABLE "drift_repairs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"group_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "platform_notices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"member_id" text NOT NULL,
	"problem" text NOT NULL,
	"notice_id" text,
	"attempts" integer NOT NULL,
	"next_try_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "revoke_approval_people" (
	"approval_id" uuid NOT NULL,
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"group_ids" jsonb NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "revoke_approval_people_approval_id_person_id_pk" PRIMARY KEY("approval_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "revoke_approvals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"state" text NOT NULL,
	"cause" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"decided_by" text,
	CONSTRAINT "revoke_approvals_tenant" UNIQUE("installation_id","id"),
	CONSTRAINT "revoke_approvals_state" CHECK ("revoke_approvals"."state" in ('open', 'approved', 'dismissed')),
	CONSTRAINT "revoke_approvals_cause" CHECK ("revoke_approvals"."cause" in ('unseen', 'change', 'one_read'))
);
--> statement-breakpoint
CREATE TABLE "revoke_budgets" (
	"connection_id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"reserved" jsonb NOT NULL,
	"latched_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "pin_write_back_off" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "revoke_share_percent" integer DEFAULT 20 NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "revoke_people_min" integer DEFAULT 10 NOT NULL;--> statement-breakpoint
ALTER TABLE "person_proposals" ADD COLUMN "is_operator" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "persons" ADD COLUMN "pin_hash" text;--> statement-breakpoint
ALTER TABLE "persons" ADD COLUMN "cards_hash" text;--> statement-breakpoint
ALTER TABLE "credential_problems" ADD CONSTRAINT "credential_problems_installation_id_connection_id_person_id_persons_installation_id_connection_id_id_fk" FOREIGN KEY ("installation_id","connection_id","person_id") REFERENCES "public"."persons"("installation_id","connection_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_credentials" ADD CONSTRAINT "member_credentials_installation_id_member_id_members_installation_id_id_fk" FOREIGN KEY ("installation_id","member_id") REFERENCES "public"."members"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pin_writes" ADD CONSTRAINT "pin_writes_installation_id_member_id_members_installation_id_id_fk" FOREIGN KEY ("installation_id","member_id") REFERENCES "public"."members"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "adoptions" ADD CONSTRAINT "adoptions_installation_id_connection_id_group_id_access_groups_installation_id_connection_id_id_fk" FOREIGN KEY ("installation_id","connection_id","group_id") REFERENCES "public"."access_groups"("installation_id","connection_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drift_repairs" ADD CONSTRAINT "drift_repairs_installation_id_connection_id_person_id_persons_installation_id_connection_id_id_fk" FOREIGN KEY ("installation_id","connection_id","person_id") REFERENCES "public"."persons"("installation_id","connection_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "platform_notices" ADD CONSTRAINT "platform_notices_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revoke_approval_people" ADD CONSTRAINT "revoke_approval_people_installation_id_approval_id_revoke_approvals_installation_id_id_fk" FOREIGN KEY ("installation_id","approval_id") REFERENCES "public"."revoke_approvals"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revoke_approval_people" ADD CONSTRAINT "revoke_approval_people_installation_id_connection_id_person_id_persons_installation_id_connection_id_id_fk" FOREIGN KEY ("installation_id","connection_id","person_id") REFERENCES "public"."persons"("installation_id","connection_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revoke_approvals" ADD CONSTRAINT "revoke_approvals_installation_id_connection_id_connections_installation_id_id_fk" FOREIGN KEY ("installation_id","connection_id") REFERENCES "public"."connections"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revoke_budgets" ADD CONSTRAINT "revoke_budgets_installation_id_connection_id_connections_installation_id_id_fk" FOREIGN KEY ("installation_id","connection_id") REFERENCES "public"."connections"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "credential_problems_connection" ON "credential_problems" USING btree ("installation_id","connection_id");--> statement-breakpoint
CREATE INDEX "member_credentials_read" ON "member_credentials" USING btree ("installation_id","read_at");--> statement-breakpoint
CREATE INDEX "pin_writes_member" ON "pin_writes" USING btree ("installation_id","member_id");--> statement-breakpoint
CREATE INDEX "drift_repairs_grant" ON "drift_repairs" USING btree ("person_id","group_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "platform_notices_open" ON "platform_notices" USING btree ("installation_id","problem") WHERE "platform_notices"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "platform_notices_due" ON "platform_notices" USING btree ("next_try_at");--> statement-breakpoint
CREATE INDEX "revoke_approval_people_person" ON "revoke_approval_people" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "revoke_approvals_connection" ON "revoke_approvals" USING btree ("connection_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "revoke_approvals_open" ON "revoke_approvals" USING btree ("connection_id") WHERE "revoke_approvals"."state" = 'open';--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_revoke_share" CHECK ("connections"."revoke_share_percent" between 1 and 100);--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_revoke_people" CHECK ("connections"."revoke_people_min" between 0 and 100000);--> statement-breakpoint
-- What the new tables and columns hold, in the words of db/schema/comments.ts.
COMMENT ON TABLE "adoptions" IS 'What the admin said of memberships found in a group at first activation. Written once per group. Goes with its connection.';--> statement-breakpoint
COMMENT ON TABLE "credential_problems" IS 'A credential that the vendor or its rule refuses, without its value. Written by applies; goes when it is accepted or with its person.';--> statement-breakpoint
COMMENT ON TABLE "drift_repairs" IS 'A membership that somebody took out at the vendor and Lintel put back. Written by applies. Kept two days.';--> statement-breakpoint
COMMENT ON TABLE "member_credentials" IS 'PIN and cards of a member as last read by id, sealed. Written by platform reads where a connection carries them. Goes with its member.';--> statement-breakpoint
COMMENT ON TABLE "pin_writes" IS 'A PIN that Lintel made and writes to Nexudus once: intended before the call, then what became of it. Goes with its member.';--> statement-breakpoint
COMMENT ON TABLE "platform_notices" IS 'A problem told to Nexudus in its own access log, one row there per problem. Closed when it is over.';--> statement-breakpoint
COMMENT ON TABLE "revoke_approval_people" IS 'Whom a question about taking access is about, and which groups. Goes with the question.';--> statement-breakpoint
COMMENT ON TABLE "revoke_approvals" IS 'A question to the admin: may all these people lose access? One open per connection. Written when the budget latches.';--> statement-breakpoint
COMMENT ON TABLE "revoke_budgets" IS 'Who lost access within the last hour in ways that count, in one row per connection, changed as one. Goes with its connection.';--> statement-breakpoint
COMMENT ON COLUMN "member_credentials"."cards_hash" IS 'Personal: keyed hash of a member''s card values. Why: notice a change without opening them. Kept: until no connection carries cards; at most 30 days after Lintel is removed.';--> statement-breakpoint
COMMENT ON COLUMN "member_credentials"."cards_sealed" IS 'Secret: a member''s card values, sealed. Why: write them to the vendor where card sync is on. Kept: until no connection carries cards; at most 30 days after Lintel is removed.';--> statement-breakpoint
COMMENT ON COLUMN "member_credentials"."pin_hash" IS 'Personal: keyed hash of a member''s PIN. Why: notice a change, and that two members share one, without opening it. Kept: until no connection carries PINs; at most 30 days after Lintel is removed.';--> statement-breakpoint
COMMENT ON COLUMN "member_credentials"."pin_sealed" IS 'Secret: a member''s PIN, sealed. Why: write it to the vendor where PIN sync is on. Kept: until no connection carries PINs; at most 30 days after Lintel is removed.';--> statement-breakpoint
COMMENT ON COLUMN "persons"."cards_hash" IS 'Personal: keyed hash of the cards last written to the vendor. Why: notice a change without reading them back. Kept: until 30 days after Lintel is removed.';--> statement-breakpoint
COMMENT ON COLUMN "persons"."pin_hash" IS 'Personal: keyed hash of the PIN last written to the vendor. Why: notice a change without reading it back. Kept: until 30 days after Lintel is removed.';--> statement-breakpoint
COMMENT ON COLUMN "pin_writes"."fields_before" IS 'Personal: keyed hashes of the fields of a member''s Nexudus record. Why: notice that writing the PIN changed anything else. Kept: until the write is confirmed or given up.';--> statement-breakpoint
COMMENT ON COLUMN "pin_writes"."pin_hash" IS 'Personal: keyed hash of a PIN that Lintel made. Why: know its own PIN again. Kept: until 30 days after Lintel is removed.';--> statement-breakpoint
COMMENT ON COLUMN "pin_writes"."pin_sealed" IS 'Secret: a PIN that Lintel made, sealed. Why: finish writing it after a crash. Kept: until 30 days after Lintel is removed.';