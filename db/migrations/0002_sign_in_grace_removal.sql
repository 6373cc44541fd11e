CREATE TABLE "missing_roles" (
	"installation_id" uuid NOT NULL,
	"entity" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "missing_roles_installation_id_entity_pk" PRIMARY KEY("installation_id","entity")
);
--> statement-breakpoint
CREATE TABLE "pending_installs" (
	"id_hash" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"link_digest" text NOT NULL,
	"token_sealed" text NOT NULL,
	"link_email" text,
	"link_subdomain" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "pending_installs_kind" CHECK ("pending_installs"."kind" in ('takeover', 'switch'))
);
--> statement-breakpoint
CREATE TABLE "rate_counters" (
	"bucket" text NOT NULL,
	"address_hash" text NOT NULL,
	"window_start" timestamp (3) with time zone NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "rate_counters_bucket_address_hash_pk" PRIMARY KEY("bucket","address_hash")
);
--> statement-breakpoint
CREATE TABLE "sign_in_attempts" (
	"installation_id" uuid NOT NULL,
	"browser_hash" text NOT NULL,
	"failures" integer NOT NULL,
	"first_failed_at" timestamp (3) with time zone NOT NULL,
	"last_failed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sign_in_attempts_installation_id_browser_hash_pk" PRIMARY KEY("installation_id","browser_hash")
);
--> statement-breakpoint
ALTER TABLE "installations" DROP CONSTRAINT "installations_state";--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "disconnecting_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "remove_people" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "disconnected_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "installations" ADD COLUMN "unauthorized_probes" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "installations" ADD COLUMN "grace_ends_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "installations" ADD COLUMN "removal_reason" text;--> statement-breakpoint
ALTER TABLE "installations" ADD COLUMN "removal_started_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "installations" ADD COLUMN "removed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "missing_roles" ADD CONSTRAINT "missing_roles_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_attempts" ADD CONSTRAINT "sign_in_attempts_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "installations" ADD CONSTRAINT "installations_removal_reason" CHECK ("installations"."removal_reason" in ('asked', 'grace_over'));--> statement-breakpoint
ALTER TABLE "installations" ADD CONSTRAINT "installations_state" CHECK ("installations"."state" in ('active', 'needs_reapproval', 'removing', 'removed'));--> statement-breakpoint
COMMENT ON TABLE "missing_roles" IS 'A Nexudus entity that answers 401 while the account itself is let in: its feature is off. Goes when the entity answers again.';--> statement-breakpoint
COMMENT ON TABLE "pending_installs" IS 'A genuine install link that waits for the admin to confirm a takeover or a change of account. Sealed token, ten minutes.';--> statement-breakpoint
COMMENT ON TABLE "rate_counters" IS 'Calls of a public address by one client within one window. Only a keyed hash of the address; no tenant is known yet. Goes after a day.';--> statement-breakpoint
COMMENT ON TABLE "sign_in_attempts" IS 'Cookie checks that failed right after a verified install, per browser. Cleared by one success, gone after a day.';
