import { createHash } from "node:crypto";
import {
  insertPendingInstall,
  openPendingInstall,
  type PendingInstallRow,
} from "@/db/queries/pending-installs";
import { randomToken } from "@/lib/security/tokens";
import type { Services } from "../context";
import type { LinkFacts } from "./settle-install";

/** Time to read a page and ask a colleague; the link itself is good for longer. */
export const QUESTION_SECONDS = 10 * 60;
const TOKEN_BYTES = 32;

export type InstallQuestion = PendingInstallRow["kind"];

/** A genuine link that waits for an admin's word, with its token readable. */
export interface HeldLink {
  readonly idHash: string;
  readonly question: InstallQuestion;
  readonly link: LinkFacts;
}

const hashOf = (browserToken: string) => createHash("sha256").update(browserToken, "utf8").digest("hex");
const binding = (idHash: string) => ({ table: "pending_installs", column: "token_sealed", row: idHash });

/** Holds a link until it is answered, at most ten minutes of real time. Returns what the browser is known by. */
export async function keepQuestion(
  services: Services,
  input: { readonly question: InstallQuestion; readonly link: LinkFacts },
): Promise<string> {
  const { question, link } = input;
  const browserToken = randomToken(TOKEN_BYTES);
  const idHash = hashOf(browserToken);
  const now = services.realClock.now();
  await insertPendingInstall(services.db, {
    idHash,
    kind: question,
    linkDigest: link.linkDigest,
    tokenSealed: services.encryption.encrypt(link.token, binding(idHash)),
    linkEmail: link.hints.email,
    linkSubdomain: link.hints.subdomain,
    createdAt: now,
    expiresAt: new Date(now.getTime() + QUESTION_SECONDS * 1_000),
  });
  return browserToken;
}

/** The link this browser was asked about, or null: none, answered, or ten minutes old. */
export async function heldLink(services: Services, browserToken: string): Promise<HeldLink | null> {
  const idHash = hashOf(browserToken);
  const row = await openPendingInstall(services.db, { idHash, now: services.realClock.now() });
  if (!row) return null;
  return {
    idHash,
    question: row.kind,
    link: {
      token: services.encryption.decrypt(row.tokenSealed, binding(idHash)),
      linkDigest: row.linkDigest,
      hints: { subdomain: row.linkSubdomain, email: row.linkEmail },
    },
  };
}
