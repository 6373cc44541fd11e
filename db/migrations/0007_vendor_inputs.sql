ALTER TABLE "connections" ADD COLUMN "secrets_sealed" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "sign_in_refused_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "vendor_options" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "oauth_states" ADD COLUMN "verifier_sealed" text;--> statement-breakpoint
-- What the new columns hold, in the words of db/schema/comments.ts.
COMMENT ON COLUMN "connections"."secrets_sealed" IS 'Secret: what an admin typed to sign in at the vendor (password, key), sealed. Why: sign in again when the session ends. Kept: until the connection is disconnected.';--> statement-breakpoint
COMMENT ON COLUMN "oauth_states"."verifier_sealed" IS 'Secret: the secret that proves a sign-in is finished by who began it (PKCE), sealed. Why: exchange the code. Kept: ten minutes; deleted daily.';
