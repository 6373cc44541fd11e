CREATE TABLE "touched_members" (
	"installation_id" uuid NOT NULL,
	"member_id" text NOT NULL,
	"touched_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "touched_members_installation_id_member_id_pk" PRIMARY KEY("installation_id","member_id")
);
--> statement-breakpoint
ALTER TABLE "installations" ADD COLUMN "everybody_touched_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "touched_members" ADD CONSTRAINT "touched_members_installation_id_installations_id_fk" FOREIGN KEY ("installation_id") REFERENCES "public"."installations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
-- What the new tables and columns hold, in the words of db/schema/comments.ts.
COMMENT ON TABLE "touched_members" IS 'Somebody whose facts were read anew and whose rights are not worked out from them yet. Written before a cursor moves; goes with the projection.';