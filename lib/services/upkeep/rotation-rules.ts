import type { HashPurpose } from "@/lib/security/keyed-hash";

/** How the values of one sealed column are sealed anew. Bound to table, column and primary key. */
export interface SealedRule {
  readonly table: string;
  readonly column: string;
  readonly rowColumn: string;
  /** The keyed hash of the very value, kept beside it: written anew with it. */
  readonly hash?: { readonly column: string; readonly purpose: HashPurpose };
}

/** One for each sealed column of the schema; a test fails on one without. */
export const sealedRules: readonly SealedRule[] = [
  { table: "connections", column: "access_token_sealed", rowColumn: "id" },
  { table: "connections", column: "refresh_token_sealed", rowColumn: "id" },
  { table: "connections", column: "secrets_sealed", rowColumn: "id" },
  {
    table: "installations",
    column: "token_sealed",
    rowColumn: "id",
    hash: { column: "token_hash", purpose: "install-token" },
  },
  {
    table: "installations",
    column: "webhook_secret_sealed",
    rowColumn: "id",
    hash: { column: "webhook_secret_hash", purpose: "webhook-secret" },
  },
  { table: "member_credentials", column: "cards_sealed", rowColumn: "id" },
  { table: "member_credentials", column: "pin_sealed", rowColumn: "id" },
  { table: "oauth_states", column: "verifier_sealed", rowColumn: "state_hash" },
  { table: "pending_installs", column: "token_sealed", rowColumn: "id_hash" },
  { table: "pin_writes", column: "pin_sealed", rowColumn: "id" },
  { table: "visit_keys", column: "url_sealed", rowColumn: "id" },
  { table: "visitors", column: "email_sealed", rowColumn: "id" },
];

/**
 * What becomes of each hash when its key is replaced. `beside` = its value is sealed in the same row; `e-mail` = the
 * member's address is known, and a hash of another address only means that a change is due anyway; `expires` = kept
 * shorter than anybody waits with removing the old key; `unkeyed` = no key is involved; `reread` = the value is read
 * from Nexudus again within a week, and a hash of another key only means one more write of the same value.
 */
export const hashRules: Readonly<Record<string, "beside" | "e-mail" | "expires" | "reread" | "unkeyed">> = {
  "installations.token_hash": "beside",
  "installations.webhook_secret_hash": "beside",
  "member_credentials.cards_hash": "reread",
  "member_credentials.pin_hash": "reread",
  "oauth_states.browser_hash": "expires",
  "oauth_states.state_hash": "expires",
  "pending_installs.id_hash": "unkeyed",
  "persons.cards_hash": "reread",
  "persons.email_hash": "e-mail",
  "persons.pin_hash": "reread",
  "pin_writes.pin_hash": "reread",
  "rate_counters.address_hash": "expires",
  "sign_in_attempts.browser_hash": "expires",
};
