CREATE TABLE "contract_freezes" (
	"installation_id" uuid NOT NULL,
	"id" text NOT NULL,
	"contract_id" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"until_at" timestamp (3) with time zone,
	"state" text NOT NULL,
	"updated_on" timestamp (3) with time zone,
	"seen_in_read" uuid,
	"missing_since" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "contract_freezes_installation_id_id_pk" PRIMARY KEY("installation_id","id"),
	CONSTRAINT "contract_freezes_state" CHECK ("contract_freezes"."state" in ('live', 'gone'))
);
--> statement-breakpoint
CREATE TABLE "contracts" (
	"installation_id" uuid NOT NULL,
	"id" text NOT NULL,
	"unique_id" text,
	"location_id" text NOT NULL,
	"member_id" text NOT NULL,
	"plan_id" text,
	"from_at" timestamp (3) with time zone,
	"until_at" timestamp (3) with time zone,
	"active" boolean NOT NULL,
	"cancelled" boolean NOT NULL,
	"paused_from" timestamp (3) with time zone,
	"paused_until" timestamp (3) with time zone,
	"desk_ids" jsonb NOT NULL,
	"variant_ids" jsonb NOT NULL,
	"state" text NOT NULL,
	"updated_on" timestamp (3) with time zone,
	"seen_in_read" uuid,
	"missing_since" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "contracts_installation_id_id_pk" PRIMARY KEY("installation_id","id"),
	CONSTRAINT "contracts_state" CHECK ("contracts"."state" in ('live', 'gone'))
);
--> statement-breakpoint
CREATE TABLE "desk_variants" (
	"installation_id" uuid NOT NULL,
	"id" text NOT NULL,
	"desk_id" text NOT NULL,
	"weekdays" jsonb NOT NULL,
	"state" text NOT NULL,
	"updated_on" timestamp (3) with time zone,
	"seen_in_read" uuid,
	"missing_since" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "desk_variants_installation_id_id_pk" PRIMARY KEY("installation_id","id"),
	CONSTRAINT "desk_variants_state" CHECK ("desk_variants"."state" in ('live', 'gone'))
);
--> statement-breakpoint
CREATE TABLE "pass_kinds" (
	"installation_id" uuid NOT NULL,
	"id" text NOT NULL,
	"location_id" text NOT NULL,
	"by_minutes" boolean NOT NULL,
	"scope" jsonb,
	"scope_read_at" timestamp (3) with time zone,
	"hours" jsonb NOT NULL,
	"updated_on" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "pass_kinds_installation_id_id_pk" PRIMARY KEY("installation_id","id")
);
--> statement-breakpoint
CREATE TABLE "passes" (
	"installation_id" uuid NOT NULL,
	"id" text NOT NULL,
	"member_id" text NOT NULL,
	"pass_id" text NOT NULL,
	"location_id" text,
	"contract_unique_id" text,
	"from_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"used" boolean NOT NULL,
	"used_at" timestamp (3) with time zone,
	"remaining" integer,
	"state" text NOT NULL,
	"updated_on" timestamp (3) with time zone,
	"seen_in_read" uuid,
	"missing_since" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "passes_installation_id_id_pk" PRIMARY KEY("installation_id","id"),
	CONSTRAINT "passes_state" CHECK ("passes"."state" in ('live', 'gone'))
);
--> statement-breakpoint
CREATE TABLE "team_members" (
	"installation_id" uuid NOT NULL,
	"team_id" text NOT NULL,
	"member_id" text NOT NULL,
	CONSTRAINT "team_members_installation_id_team_id_member_id_pk" PRIMARY KEY("installation_id","team_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "teams" (
	"installation_id" uuid NOT NULL,
	"id" text NOT NULL,
	"location_id" text,
	"name" text,
	"paying_member_id" text,
	"shares_passes" boolean NOT NULL,
	"state" text NOT NULL,
	"updated_on" timestamp (3) with time zone,
	"seen_in_read" uuid,
	"missing_since" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "teams_installation_id_id_pk" PRIMARY KEY("installation_id","id"),
	CONSTRAINT "teams_state" CHECK ("teams"."state" in ('live', 'gone'))
);
--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "sync_pin" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "sync_cards" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "random_pins" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "team_desks" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "team_plans" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "team_passes" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "detail" text;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "occupant_id" text;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "native_group_ids" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "mappings" ADD COLUMN "keeps_hours" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "contract_freezes" ADD CONSTRAINT "contract_freezes_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "desk_variants" ADD CONSTRAINT "desk_variants_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pass_kinds" ADD CONSTRAINT "pass_kinds_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passes" ADD CONSTRAINT "passes_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_installation_id_team_id_teams_installation_id_id_fk" FOREIGN KEY ("installation_id","team_id") REFERENCES "public"."teams"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teams" ADD CONSTRAINT "teams_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "contract_freezes_contract" ON "contract_freezes" USING btree ("installation_id","contract_id");--> statement-breakpoint
CREATE INDEX "contracts_member" ON "contracts" USING btree ("installation_id","member_id");--> statement-breakpoint
CREATE INDEX "passes_member" ON "passes" USING btree ("installation_id","member_id");--> statement-breakpoint
CREATE INDEX "team_members_member" ON "team_members" USING btree ("installation_id","member_id");--> statement-breakpoint
COMMENT ON TABLE "contracts" IS 'A Nexudus contract as last read: plan, desks, start and cancellation. Written by platform reads. Goes with its installation.';--> statement-breakpoint
COMMENT ON TABLE "contract_freezes" IS 'A freeze of a contract, past, present or future. Written by platform reads. Goes with its installation.';--> statement-breakpoint
COMMENT ON TABLE "desk_variants" IS 'A part-time share of an office and its weekdays. Written by platform reads. Goes with its installation.';--> statement-breakpoint
COMMENT ON TABLE "pass_kinds" IS 'What a kind of pass means: days or minutes, where and in which hours it is good. Written by platform reads. Goes with its installation.';--> statement-breakpoint
COMMENT ON TABLE "passes" IS 'A pass on a member''s account as last read. Written by platform reads. Goes with its installation.';--> statement-breakpoint
COMMENT ON TABLE "teams" IS 'A Nexudus team as last read. Holds the team''s name. Written by platform reads. Goes with its installation.';--> statement-breakpoint
COMMENT ON TABLE "team_members" IS 'Who is in a team, as last read. Goes with the team.';
