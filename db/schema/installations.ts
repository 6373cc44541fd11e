import { index, integer, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import type { InstallationId } from "@/lib/access/types";
import { createdAt, installationId, instant, oneOf, sealed, updatedAt } from "./columns";

export const installationStates = ["active", "needs_reapproval", "removing", "removed"] as const;
export const removalReasons = ["asked", "grace_over"] as const;

export const graceMails = ["sending", "sent", "unknown", "failed", "no_address"] as const;

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
    /** Since when what everybody should hold waits to be worked out anew; null = it does not. */
    everybodyTouchedAt: instant("everybody_touched_at"),
    /** Since when the probe has been refused; null = it works. */
    unauthorizedSince: instant("unauthorized_since"),
    /** Refused probes since then; the third, over ten minutes, makes it `needs_reapproval`. */
    unauthorizedProbes: integer("unauthorized_probes").notNull().default(0),
    /** When Lintel removes what is its own unless a verified launch comes first; null = not counting. */
    graceEndsAt: instant("grace_ends_at"),
    /** What became of the mail about it; null = due. `sending` is written before the mail server is called. */
    graceMail: text("grace_mail", { enum: graceMails }),
    graceMailAt: instant("grace_mail_at"),
    graceMailTries: integer("grace_mail_tries").notNull().default(0),
    removalReason: text("removal_reason", { enum: removalReasons }),
    removalStartedAt: instant("removal_started_at"),
    removedAt: instant("removed_at"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("installations_token_hash").on(t.tokenHash),
    unique("installations_webhook_secret").on(t.webhookSecretHash),
    oneOf("installations_state", t.state, installationStates),
    oneOf("installations_grace_mail", t.graceMail, graceMails),
    oneOf("installations_removal_reason", t.removalReason, removalReasons),
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

/**
 * A genuine link that waits for a word of the admin: taking over locations of a dead installation, or leaving
 * the account this browser is signed in to. Nothing of it is in force before.
 */
export const pendingInstallKinds = ["takeover", "switch"] as const;
export const pendingInstalls = pgTable(
  "pending_installs",
  {
    /** SHA-256 of the token in the browser's own cookie. */
    idHash: text("id_hash").primaryKey(),
    kind: text("kind", { enum: pendingInstallKinds }).notNull(),
    /** Digest of the link, so that it is used once whichever way it goes. */
    linkDigest: text("link_digest").notNull(),
    tokenSealed: sealed("token_sealed").notNull(),
    /** As told by the link, unsigned. */
    linkEmail: text("link_email"),
    linkSubdomain: text("link_subdomain"),
    /** Real time, like everything of sign-in. */
    createdAt: createdAt(),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [oneOf("pending_installs_kind", t.kind, pendingInstallKinds)],
);

/** Cookie checks that failed right after a verified install, per installation and browser. One success clears. */
export const signInAttempts = pgTable(
  "sign_in_attempts",
  {
    installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
    /** Keyed hash of what a browser says of itself. */
    browserHash: text("browser_hash").notNull(),
    failures: integer("failures").notNull(),
    firstFailedAt: instant("first_failed_at").notNull(),
    lastFailedAt: instant("last_failed_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.browserHash] })],
);

/** Calls of a public address by one client within one window of time. Belongs to no tenant: nobody is known yet. */
export const rateCounters = pgTable(
  "rate_counters",
  {
    /** What is counted, e.g. `install`. */
    bucket: text("bucket").notNull(),
    /** Keyed hash of the client's address. */
    addressHash: text("address_hash").notNull(),
    windowStart: instant("window_start").notNull(),
    count: integer("count").notNull(),
  },
  (t) => [primaryKey({ columns: [t.bucket, t.addressHash] })],
);

/** A Nexudus entity that answered 401 while the probe is let in: a role is missing, one feature is off. */
export const missingRoles = pgTable(
  "missing_roles",
  {
    installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
    /** As Nexudus names it in the address, e.g. `spaces/bookings`. */
    entity: text("entity").notNull(),
    since: instant("since").notNull(),
    lastSeenAt: instant("last_seen_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.entity] })],
);
