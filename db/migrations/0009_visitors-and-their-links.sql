CREATE TABLE "booking_guests" (
	"installation_id" uuid NOT NULL,
	"id" text NOT NULL,
	"booking_id" text NOT NULL,
	"visitor_id" text NOT NULL,
	"state" text NOT NULL,
	"updated_on" timestamp (3) with time zone,
	"seen_in_read" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "booking_guests_installation_id_id_pk" PRIMARY KEY("installation_id","id"),
	CONSTRAINT "booking_guests_state" CHECK ("booking_guests"."state" in ('live', 'gone'))
);
--> statement-breakpoint
CREATE TABLE "visit_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"visit" text NOT NULL,
	"visitor_id" text NOT NULL,
	"location_id" text NOT NULL,
	"wanted_from" timestamp (3) with time zone,
	"wanted_until" timestamp (3) with time zone,
	"state" text NOT NULL,
	"given_from" timestamp (3) with time zone,
	"given_until" timestamp (3) with time zone,
	"link_id" text,
	"url_sealed" text,
	"fence" bigint NOT NULL,
	"asked_back_at" timestamp (3) with time zone,
	"next_at" timestamp (3) with time zone,
	"arm_count" integer NOT NULL,
	"asked_at" timestamp (3) with time zone,
	"failures" integer NOT NULL,
	"error_kind" text,
	"mail" text NOT NULL,
	"mailed_at" timestamp (3) with time zone,
	"mail_failures" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "visit_keys_key" UNIQUE("connection_id","visit"),
	CONSTRAINT "visit_keys_state" CHECK ("visit_keys"."state" in ('none', 'intended', 'present', 'gone')),
	CONSTRAINT "visit_keys_mail" CHECK ("visit_keys"."mail" in ('none', 'due', 'sending', 'sent', 'unknown', 'failed', 'no_address')),
	CONSTRAINT "visit_keys_wanted" CHECK (("visit_keys"."wanted_from" is null) = ("visit_keys"."wanted_until" is null)),
	CONSTRAINT "visit_keys_window" CHECK ("visit_keys"."wanted_until" is null or "visit_keys"."wanted_until" > "visit_keys"."wanted_from"),
	CONSTRAINT "visit_keys_given" CHECK ("visit_keys"."state" not in ('intended', 'present') or "visit_keys"."given_until" > "visit_keys"."given_from"),
	CONSTRAINT "visit_keys_present" CHECK ("visit_keys"."state" <> 'present' or "visit_keys"."link_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "visitors" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"visitor_id" text NOT NULL,
	"location_id" text NOT NULL,
	"host_id" text,
	"full_name" text NOT NULL,
	"email_sealed" text,
	"arrives_at" timestamp (3) with time zone NOT NULL,
	"departs_at" timestamp (3) with time zone,
	"approval" integer,
	"state" text NOT NULL,
	"updated_on" timestamp (3) with time zone,
	"seen_in_read" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "visitors_key" UNIQUE("installation_id","visitor_id"),
	CONSTRAINT "visitors_state" CHECK ("visitors"."state" in ('live', 'gone'))
);
--> statement-breakpoint
ALTER TABLE "booking_guests" ADD CONSTRAINT "booking_guests_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit_keys" ADD CONSTRAINT "visit_keys_installation_id_connection_id_connections_installation_id_id_fk" FOREIGN KEY ("installation_id","connection_id") REFERENCES "public"."connections"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visitors" ADD CONSTRAINT "visitors_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "booking_guests_visitor" ON "booking_guests" USING btree ("installation_id","visitor_id");--> statement-breakpoint
CREATE INDEX "booking_guests_booking" ON "booking_guests" USING btree ("installation_id","booking_id");--> statement-breakpoint
CREATE INDEX "visit_keys_due" ON "visit_keys" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "visit_keys_installation" ON "visit_keys" USING btree ("installation_id","wanted_from");--> statement-breakpoint
CREATE INDEX "visitors_arrival" ON "visitors" USING btree ("installation_id","arrives_at");--> statement-breakpoint
COMMENT ON TABLE "booking_guests" IS 'A visitor who is a guest of a booking, as last read while a connection makes links for visitors. Ids only. Goes 14 days after the booking, or 400 days after it changed where the booking is not known.';--> statement-breakpoint
COMMENT ON TABLE "visit_keys" IS 'One visit on one connection: when it should open the door, the link the vendor made for it, and its mail. Written as intended before the vendor is called. Goes 90 days after its end.';--> statement-breakpoint
COMMENT ON TABLE "visitors" IS 'Somebody expected at a location, as last read while a connection makes links for visitors. Holds name and sealed address. Goes 14 days after the visit.';--> statement-breakpoint
COMMENT ON COLUMN "visit_keys"."url_sealed" IS 'Secret: the link a visitor opens the door with, sealed. Why: mail it, and show it to an admin who asks. Kept: until the visit ends or is called off.';--> statement-breakpoint
COMMENT ON COLUMN "visitors"."arrives_at" IS 'Personal: when somebody is expected, with full_name. Why: decide who may enter when. Kept: 14 days after the visit; at most 30 days after Lintel is removed.';--> statement-breakpoint
COMMENT ON COLUMN "visitors"."departs_at" IS 'Personal: when somebody left, with full_name. Why: end the link of their visit. Kept: 14 days after the visit; at most 30 days after Lintel is removed.';--> statement-breakpoint
COMMENT ON COLUMN "visitors"."email_sealed" IS 'Personal: a visitor''s address, sealed. Why: mail the link of their visit. Kept: 14 days after the visit; at most 30 days after Lintel is removed.';--> statement-breakpoint
COMMENT ON COLUMN "visitors"."full_name" IS 'Personal: a visitor''s name in Nexudus. Why: tell visits apart in the console and greet the visitor in the mail. Kept: 14 days after the visit; at most 30 days after Lintel is removed.';--> statement-breakpoint
COMMENT ON COLUMN "visitors"."host_id" IS 'Personal: whom a visitor visits: a Nexudus id. Why: show the host. Kept: 14 days after the visit; at most 30 days after Lintel is removed.';