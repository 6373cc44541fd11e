import { index, integer, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import type { InstallationId } from "@/lib/access/types";
import { createdAt, installationId, instant, oneOf, sealed, updatedAt } from "./columns";

export const installationStates = ["active", "needs_reapproval", "removed"] as const;

/** One install of Lintel in a Nexudus account: the tenant. */
export const installations = pgTable(
  "installations",
  {
    id: uuid("id").$type<InstallationId>().primaryKey(),
    state: text("state", { enum: installationStates }).notNull(),
    /** Keyed hash of the marketplace token `t`: how a launch finds its installation. */
    tokenHash: text("token_hash").notNull(),
    /** `t` itself, sealed: the API password is derived from it. */
    tokenSealed: sealed("token_sealed").notNull(),
    /** Business ids seen by the credential, sorted and joined by commas: identity of an unknown token. */
    businessSet: text("business_set").notNull(),
    subdomain: text("subdomain"),
    accountEmail: text("account_email"),
    /** As told by the install link, unsigned. */
    linkEmail: text("link_email"),
    /** Raised to end every session of the installation at once. */
    sessionVersion: integer("session_version").notNull(),
    webhookSecretHash: text("webhook_secret_hash").notNull(),
    webhookSecretSealed: sealed("webhook_secret_sealed").notNull(),
    /** When the last complete read of all entities began and ended; null = never. */
    lastFullReadAt: instant("last_full_read_at"),
    lastPollAt: instant("last_poll_at"),
    /** Since when the probe has been refused; null = it works. */
    unauthorizedSince: instant("unauthorized_since"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("installations_token_hash").on(t.tokenHash),
    unique("installations_webhook_secret").on(t.webhookSecretHash),
    oneOf("installations_state", t.state, installationStates),
  ],
);

/** Each accepted install link, so that a replay is known. Deleted when the freshness window is over. */
export const installLinks = pgTable("install_links", {
  /** SHA-256 of the signed parts. */
  digest: text("digest").primaryKey(),
  installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
  usedAt: instant("used_at").notNull(),
  expiresAt: instant("expires_at").notNull(),
});

/** One signed-in browser. Checked on every request beside the signed cookie. */
export const sessions = pgTable(
  "sessions",
  {
    id: uuid("id").primaryKey(),
    installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
    sessionVersion: integer("session_version").notNull(),
    /** Real time, not the stepped clock. */
    createdAt: createdAt(),
    expiresAt: instant("expires_at").notNull(),
    endedAt: instant("ended_at"),
  },
  (t) => [index("sessions_installation").on(t.installationId)],
);
