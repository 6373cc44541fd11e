import { and, eq } from "drizzle-orm";
import type { InstallationId } from "@/lib/access/types";
import type { Db } from "../client";
import { installations, sessions, signInAttempts } from "../schema";

export type SignInAttemptRow = typeof signInAttempts.$inferSelect;

/** A session with what decides whether it stands, standing or not. Null = unknown, or deleted since. */
export async function sessionStanding(
  db: Db,
  key: { readonly installationId: InstallationId; readonly sessionId: string },
) {
  const [row] = await db
    .select({
      endedAt: sessions.endedAt,
      expiresAt: sessions.expiresAt,
      version: sessions.sessionVersion,
      currentVersion: installations.sessionVersion,
      state: installations.state,
    })
    .from(sessions)
    .innerJoin(installations, eq(installations.id, sessions.installationId))
    .where(and(eq(sessions.id, key.sessionId), eq(sessions.installationId, key.installationId)));
  return row ?? null;
}

interface BrowserKey {
  readonly installationId: InstallationId;
  readonly browserHash: string;
}

const ofBrowser = (key: BrowserKey) =>
  and(eq(signInAttempts.installationId, key.installationId), eq(signInAttempts.browserHash, key.browserHash));

/** Replaces the failed checks of one browser by what `decide` makes of them; two at once wait for each other. */
export async function changeAttempts(
  db: Db,
  key: BrowserKey & { readonly first: Pick<SignInAttemptRow, "failures" | "firstFailedAt" | "lastFailedAt"> },
  decide: (row: SignInAttemptRow) => Pick<SignInAttemptRow, "failures" | "firstFailedAt" | "lastFailedAt">,
): Promise<{ readonly failures: number }> {
  const { installationId, browserHash, first } = key;
  return db.transaction(async (tx) => {
    const [made] = await tx
      .insert(signInAttempts)
      .values({ installationId, browserHash, ...first })
      .onConflictDoNothing()
      .returning({ failures: signInAttempts.failures });
    if (made) return made;
    const [row] = await tx.select().from(signInAttempts).where(ofBrowser(key)).for("update");
    // Cleared between the two statements by a success in another tab: nothing failed then.
    if (!row) return { failures: first.failures };
    const next = decide(row);
    await tx.update(signInAttempts).set(next).where(ofBrowser(key));
    return { failures: next.failures };
  });
}

export async function clearAttempts(db: Db, key: BrowserKey): Promise<void> {
  await db.delete(signInAttempts).where(ofBrowser(key));
}
