ALTER TABLE "connections" ADD COLUMN "when_rights_end" text DEFAULT 'keep' NOT NULL;--> statement-breakpoint
ALTER TABLE "persons" ADD COLUMN "put_away" text;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_rights_end" CHECK ("connections"."when_rights_end" in ('keep', 'suspend', 'remove'));--> statement-breakpoint
ALTER TABLE "persons" ADD CONSTRAINT "persons_put_away" CHECK ("persons"."put_away" in ('suspending', 'suspended', 'removing', 'refused'));