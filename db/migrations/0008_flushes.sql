CREATE TABLE "flushes" (
	"connection_id" uuid PRIMARY KEY NOT NULL,
	"installation_id" uuid NOT NULL,
	"wanted_at" timestamp (3) with time zone NOT NULL,
	"flushed_at" timestamp (3) with time zone,
	"next_try_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "flushes" ADD CONSTRAINT "flushes_installation_id_connection_id_connections_installation_id_id_fk" FOREIGN KEY ("installation_id","connection_id") REFERENCES "public"."connections"("installation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
-- What the new table holds, in the words of db/schema/comments.ts.
COMMENT ON TABLE "flushes" IS 'That something was written at a vendor whose doors hear of it only when told. Raised with every write, falls after the telling. Goes with its connection.';
