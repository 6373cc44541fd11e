ALTER TABLE "installations" ADD COLUMN "grace_mail" text;--> statement-breakpoint
ALTER TABLE "installations" ADD COLUMN "grace_mail_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "installations" ADD COLUMN "grace_mail_tries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "installations" ADD CONSTRAINT "installations_grace_mail" CHECK ("installations"."grace_mail" in ('sending', 'sent', 'unknown', 'failed', 'no_address'));--> statement-breakpoint
COMMENT ON COLUMN "installations"."account_email" IS 'Personal: address of the Nexudus account that approved Lintel. Why: show whose access is used; mail it when that access ends. Kept: until 30 days after Lintel is removed.';