CREATE TABLE "pass_invitations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"window_from" timestamp (3) with time zone NOT NULL,
	"window_until" timestamp (3) with time zone,
	"state" text NOT NULL,
	"invitation_id" text,
	"expires_at" timestamp (3) with time zone,
	"asked_at" timestamp (3) with time zone,
	"next_at" timestamp (3) with time zone,
	"failures" integer NOT NULL,
	"error_kind" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "pass_invitations_key" UNIQUE("connection_id","person_id","window_from"),
	CONSTRAINT "pass_invitations_state" CHECK ("pass_invitations"."state" in ('due', 'intended', 'sent', 'pending', 'redeemed', 'lapsed', 'no_address', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "pass_invitations" ADD CONSTRAINT "pass_invitations_installation_id_connection_id_person_id_persons_installation_id_connection_id_id_fk" FOREIGN KEY ("installation_id","connection_id","person_id") REFERENCES "public"."persons"("installation_id","connection_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "pass_invitations_due" ON "pass_invitations" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "pass_invitations_person" ON "pass_invitations" USING btree ("person_id","window_from");--> statement-breakpoint
COMMENT ON TABLE "pass_invitations" IS 'The invitation to a mobile pass at one opening of one person: intended before the call, then its outcome. One per window. Kept 90 days after its window; one of a window without end goes with its person.';