CREATE TABLE "access_groups" (
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"site_label" text,
	"hint" text,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"vanished_at" timestamp (3) with time zone,
	CONSTRAINT "access_groups_connection_id_id_pk" PRIMARY KEY("connection_id","id"),
	CONSTRAINT "access_groups_tenant" UNIQUE("installation_id","connection_id","id")
);
--> statement-breakpoint
CREATE TABLE "connection_locations" (
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"location_id" text NOT NULL,
	CONSTRAINT "connection_locations_connection_id_location_id_pk" PRIMARY KEY("connection_id","location_id")
);
--> statement-breakpoint
CREATE TABLE "connections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"vendor" text NOT NULL,
	"state" text NOT NULL,
	"state_reason" text,
	"account_id" text,
	"account_label" text,
	"account_confirmed_at" timestamp (3) with time zone,
	"settings" jsonb NOT NULL,
	"access_token_sealed" text,
	"refresh_token_sealed" text,
	"token_expires_at" timestamp (3) with time zone,
	"lead_minutes" integer NOT NULL,
	"lag_minutes" integer NOT NULL,
	"sync_email" boolean NOT NULL,
	"vendor_windows" boolean NOT NULL,
	"single_grant" boolean NOT NULL,
	"activated_at" timestamp (3) with time zone,
	"last_verified_at" timestamp (3) with time zone,
	"last_error_kind" text,
	"last_error_at" timestamp (3) with time zone,
	"last_reconcile_at" timestamp (3) with time zone,
	"last_reconcile_complete" boolean,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "connections_tenant" UNIQUE("installation_id","id"),
	CONSTRAINT "connections_state" CHECK ("connections"."state" in ('draft', 'connected', 'active', 'paused', 'needs_attention', 'disconnected')),
	CONSTRAINT "connections_lead" CHECK ("connections"."lead_minutes" between 0 and 120),
	CONSTRAINT "connections_lag" CHECK ("connections"."lag_minutes" between 0 and 120)
);
--> statement-breakpoint
CREATE TABLE "oauth_states" (
	"state_hash" text PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"vendor" text NOT NULL,
	"browser_hash" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "bookings" (
	"installation_id" uuid NOT NULL,
	"id" text NOT NULL,
	"member_id" text,
	"resource_id" text,
	"desk_id" text,
	"from_at" timestamp (3) with time zone NOT NULL,
	"until_at" timestamp (3) with time zone NOT NULL,
	"tentative" boolean NOT NULL,
	"state" text NOT NULL,
	"updated_on" timestamp (3) with time zone,
	"seen_in_read" uuid,
	"missing_since" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "bookings_installation_id_id_pk" PRIMARY KEY("installation_id","id"),
	CONSTRAINT "bookings_state" CHECK ("bookings"."state" in ('live', 'cancelled', 'gone'))
);
--> statement-breakpoint
CREATE TABLE "members" (
	"installation_id" uuid NOT NULL,
	"id" text NOT NULL,
	"full_name" text NOT NULL,
	"email" text,
	"active" boolean NOT NULL,
	"archived" boolean NOT NULL,
	"home_location_id" text,
	"state" text NOT NULL,
	"updated_on" timestamp (3) with time zone,
	"read_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "members_installation_id_id_pk" PRIMARY KEY("installation_id","id"),
	CONSTRAINT "members_state" CHECK ("members"."state" in ('live', 'gone'))
);
--> statement-breakpoint
CREATE TABLE "platform_reads" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"entity" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone NOT NULL,
	"complete" boolean NOT NULL,
	"reason" text,
	"rows" integer NOT NULL,
	"calls" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_cursors" (
	"installation_id" uuid NOT NULL,
	"entity" text NOT NULL,
	"read_up_to" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "read_cursors_installation_id_entity_pk" PRIMARY KEY("installation_id","entity")
);
--> statement-breakpoint
CREATE TABLE "edges" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"revision" integer NOT NULL,
	"arm_count" integer NOT NULL,
	"armed_at" timestamp (3) with time zone,
	"done_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "edges_key" UNIQUE("connection_id","person_id","at"),
	CONSTRAINT "edges_state" CHECK ("edges"."state" in ('pending', 'armed', 'done', 'dropped'))
);
--> statement-breakpoint
CREATE TABLE "foreign_grants" (
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"vendor_grant_id" text NOT NULL,
	"group_id" text NOT NULL,
	"from_at" timestamp (3) with time zone,
	"until_at" timestamp (3) with time zone,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "foreign_grants_person_id_vendor_grant_id_pk" PRIMARY KEY("person_id","vendor_grant_id")
);
--> statement-breakpoint
CREATE TABLE "grants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"group_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "grants_key" UNIQUE("connection_id","person_id","group_id"),
	CONSTRAINT "grants_tenant" UNIQUE("installation_id","id")
);
--> statement-breakpoint
CREATE TABLE "operations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"verb" text NOT NULL,
	"group_id" text,
	"vendor_grant_row" uuid,
	"from_at" timestamp (3) with time zone,
	"until_at" timestamp (3) with time zone,
	"basis" text,
	"cause" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"error_kind" text,
	"error_text" text,
	"next_try_at" timestamp (3) with time zone,
	"fence" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "operations_state" CHECK ("operations"."state" in ('intended', 'done', 'failed', 'superseded'))
);
--> statement-breakpoint
CREATE TABLE "vendor_grants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"grant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"vendor_grant_id" text,
	"state" text NOT NULL,
	"origin" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"until_at" timestamp (3) with time zone,
	"timed" boolean NOT NULL,
	"sources" jsonb NOT NULL,
	"fence" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"gone_at" timestamp (3) with time zone,
	CONSTRAINT "vendor_grants_state" CHECK ("vendor_grants"."state" in ('intended', 'present', 'gone')),
	CONSTRAINT "vendor_grants_window" CHECK ("vendor_grants"."until_at" is null or "vendor_grants"."until_at" > "vendor_grants"."from_at"),
	CONSTRAINT "vendor_grants_present" CHECK ("vendor_grants"."state" <> 'present' or "vendor_grants"."vendor_grant_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "install_links" (
	"digest" text PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"used_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "installations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"token_hash" text NOT NULL,
	"token_sealed" text NOT NULL,
	"business_set" text NOT NULL,
	"subdomain" text,
	"account_email" text,
	"link_email" text,
	"session_version" integer NOT NULL,
	"webhook_secret_hash" text NOT NULL,
	"webhook_secret_sealed" text NOT NULL,
	"last_full_read_at" timestamp (3) with time zone,
	"last_poll_at" timestamp (3) with time zone,
	"unauthorized_since" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "installations_token_hash" UNIQUE("token_hash"),
	CONSTRAINT "installations_webhook_secret" UNIQUE("webhook_secret_hash"),
	CONSTRAINT "installations_state" CHECK ("installations"."state" in ('active', 'needs_reapproval', 'removed'))
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"session_version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "locations" (
	"installation_id" uuid NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"web_address" text,
	"root_id" text,
	"suspended" boolean NOT NULL,
	"zone_told" text,
	"zone" text NOT NULL,
	"day_change_minutes" integer NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	"vanished_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "locations_installation_id_id_pk" PRIMARY KEY("installation_id","id"),
	CONSTRAINT "locations_day_change" CHECK ("locations"."day_change_minutes" between 0 and 1439)
);
--> statement-breakpoint
CREATE TABLE "items" (
	"installation_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"location_id" text,
	"name" text NOT NULL,
	"archived" boolean NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"vanished_at" timestamp (3) with time zone,
	CONSTRAINT "items_installation_id_kind_id_pk" PRIMARY KEY("installation_id","kind","id"),
	CONSTRAINT "items_kind" CHECK ("items"."kind" in ('plan', 'pass', 'resource', 'desk'))
);
--> statement-breakpoint
CREATE TABLE "mappings" (
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"item_kind" text NOT NULL,
	"item_id" text NOT NULL,
	"group_id" text NOT NULL,
	"lead_minutes" integer,
	"lag_minutes" integer,
	"confirmed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "mappings_connection_id_item_kind_item_id_group_id_pk" PRIMARY KEY("connection_id","item_kind","item_id","group_id"),
	CONSTRAINT "mappings_lead" CHECK ("mappings"."lead_minutes" between 0 and 120),
	CONSTRAINT "mappings_lag" CHECK ("mappings"."lag_minutes" between 0 and 120)
);
--> statement-breakpoint
CREATE TABLE "previews" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"state" text NOT NULL,
	"change" jsonb NOT NULL,
	"digest" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	CONSTRAINT "previews_state" CHECK ("previews"."state" in ('open', 'confirmed', 'superseded'))
);
--> statement-breakpoint
CREATE TABLE "person_members" (
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"member_id" text NOT NULL,
	"person_id" uuid NOT NULL,
	"linked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "person_members_connection_id_member_id_pk" PRIMARY KEY("connection_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "person_proposals" (
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"vendor_person_id" text NOT NULL,
	"vendor_name" text NOT NULL,
	"holds_foreign_groups" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "person_proposals_person_id_vendor_person_id_pk" PRIMARY KEY("person_id","vendor_person_id")
);
--> statement-breakpoint
CREATE TABLE "persons" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"vendor_person_id" text,
	"origin" text,
	"link" text NOT NULL,
	"email_hash" text,
	"disabled_since" timestamp (3) with time zone,
	"desired_digest" text,
	"revision" integer NOT NULL,
	"last_error_kind" text,
	"last_error_at" timestamp (3) with time zone,
	"last_applied_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "persons_tenant" UNIQUE("installation_id","id"),
	CONSTRAINT "persons_of_connection" UNIQUE("installation_id","connection_id","id"),
	CONSTRAINT "persons_vendor_id" UNIQUE("connection_id","vendor_person_id"),
	CONSTRAINT "persons_link" CHECK ("persons"."link" in ('ready', 'unconfirmed', 'ambiguous'))
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text,
	"details" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"resource" text PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"owner" text NOT NULL,
	"fence" bigint NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"location_id" text NOT NULL,
	"action" integer NOT NULL,
	"record_ids" jsonb NOT NULL,
	"member_ids" jsonb NOT NULL,
	"digest" text NOT NULL,
	"signed" boolean NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_registrations" (
	"installation_id" uuid NOT NULL,
	"location_id" text NOT NULL,
	"action" integer NOT NULL,
	"hook_id" text,
	"active" boolean NOT NULL,
	"problem" text,
	"signed_since" timestamp (3) with time zone,
	"checked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "webhook_registrations_installation_id_location_id_action_pk" PRIMARY KEY("installation_id","location_id","action")
);
--> statement-breakpoint
ALTER TABLE "access_groups" ADD CONSTRAINT "access_groups_installation_id_connection_id_connections_installation_id_id_fk" FOREIGN KEY ("installation_id","connection_id") REFERENCES "public"."connections"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_locations" ADD CONSTRAINT "connection_locations_installation_id_connection_id_connections_installation_id_id_fk" FOREIGN KEY ("installation_id","connection_id") REFERENCES "public"."connections"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_locations" ADD CONSTRAINT "connection_locations_installation_id_location_id_locations_installation_id_id_fk" FOREIGN KEY ("installation_id","location_id") REFERENCES "public"."locations"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oauth_states" ADD CONSTRAINT "oauth_states_installation_id_connection_id_connections_installation_id_id_fk" FOREIGN KEY ("installation_id","connection_id") REFERENCES "public"."connections"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "platform_reads" ADD CONSTRAINT "platform_reads_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "read_cursors" ADD CONSTRAINT "read_cursors_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "edges" ADD CONSTRAINT "edges_installation_id_connection_id_person_id_persons_installation_id_connection_id_id_fk" FOREIGN KEY ("installation_id","connection_id","person_id") REFERENCES "public"."persons"("installation_id","connection_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "foreign_grants" ADD CONSTRAINT "foreign_grants_installation_id_connection_id_person_id_persons_installation_id_connection_id_id_fk" FOREIGN KEY ("installation_id","connection_id","person_id") REFERENCES "public"."persons"("installation_id","connection_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_installation_id_connection_id_person_id_persons_installation_id_connection_id_id_fk" FOREIGN KEY ("installation_id","connection_id","person_id") REFERENCES "public"."persons"("installation_id","connection_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operations" ADD CONSTRAINT "operations_installation_id_connection_id_person_id_persons_installation_id_connection_id_id_fk" FOREIGN KEY ("installation_id","connection_id","person_id") REFERENCES "public"."persons"("installation_id","connection_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vendor_grants" ADD CONSTRAINT "vendor_grants_installation_id_grant_id_grants_installation_id_id_fk" FOREIGN KEY ("installation_id","grant_id") REFERENCES "public"."grants"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "install_links" ADD CONSTRAINT "install_links_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "locations" ADD CONSTRAINT "locations_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_installation_id_location_id_locations_installation_id_id_fk" FOREIGN KEY ("installation_id","location_id") REFERENCES "public"."locations"("installation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mappings" ADD CONSTRAINT "mappings_installation_id_connection_id_group_id_access_groups_installation_id_connection_id_id_fk" FOREIGN KEY ("installation_id","connection_id","group_id") REFERENCES "public"."access_groups"("installation_id","connection_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mappings" ADD CONSTRAINT "mappings_installation_id_item_kind_item_id_items_installation_id_kind_id_fk" FOREIGN KEY ("installation_id","item_kind","item_id") REFERENCES "public"."items"("installation_id","kind","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mappings" ADD CONSTRAINT "mappings_installation_id_connection_id_connections_installation_id_id_fk" FOREIGN KEY ("installation_id","connection_id") REFERENCES "public"."connections"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "previews" ADD CONSTRAINT "previews_installation_id_connection_id_connections_installation_id_id_fk" FOREIGN KEY ("installation_id","connection_id") REFERENCES "public"."connections"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_members" ADD CONSTRAINT "person_members_installation_id_connection_id_person_id_persons_installation_id_connection_id_id_fk" FOREIGN KEY ("installation_id","connection_id","person_id") REFERENCES "public"."persons"("installation_id","connection_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_members" ADD CONSTRAINT "person_members_installation_id_member_id_members_installation_id_id_fk" FOREIGN KEY ("installation_id","member_id") REFERENCES "public"."members"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_proposals" ADD CONSTRAINT "person_proposals_installation_id_connection_id_person_id_persons_installation_id_connection_id_id_fk" FOREIGN KEY ("installation_id","connection_id","person_id") REFERENCES "public"."persons"("installation_id","connection_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "persons" ADD CONSTRAINT "persons_installation_id_connection_id_connections_installation_id_id_fk" FOREIGN KEY ("installation_id","connection_id") REFERENCES "public"."connections"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_registrations" ADD CONSTRAINT "webhook_registrations_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_groups_installation" ON "access_groups" USING btree ("installation_id");--> statement-breakpoint
CREATE INDEX "bookings_member" ON "bookings" USING btree ("installation_id","member_id","until_at");--> statement-breakpoint
CREATE INDEX "bookings_resource" ON "bookings" USING btree ("installation_id","resource_id");--> statement-breakpoint
CREATE INDEX "platform_reads_latest" ON "platform_reads" USING btree ("installation_id","entity","started_at");--> statement-breakpoint
CREATE INDEX "edges_due" ON "edges" USING btree ("state","at");--> statement-breakpoint
CREATE INDEX "operations_due" ON "operations" USING btree ("state","next_try_at");--> statement-breakpoint
CREATE INDEX "operations_person" ON "operations" USING btree ("person_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "vendor_grants_object" ON "vendor_grants" USING btree ("connection_id","vendor_grant_id") WHERE "vendor_grants"."vendor_grant_id" is not null and "vendor_grants"."state" <> 'gone';--> statement-breakpoint
CREATE INDEX "vendor_grants_open" ON "vendor_grants" USING btree ("connection_id","state");--> statement-breakpoint
CREATE INDEX "vendor_grants_grant" ON "vendor_grants" USING btree ("grant_id");--> statement-breakpoint
CREATE INDEX "sessions_installation" ON "sessions" USING btree ("installation_id");--> statement-breakpoint
CREATE INDEX "previews_connection" ON "previews" USING btree ("connection_id","created_at");--> statement-breakpoint
CREATE INDEX "person_members_person" ON "person_members" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "audit_log_recent" ON "audit_log" USING btree ("installation_id","created_at");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_recent" ON "webhook_deliveries" USING btree ("installation_id","received_at");