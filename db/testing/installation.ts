import { installations } from "@/db/schema/index";
import type { InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import type { Db } from "../client";

/** A row like that of an active installation, its secrets made up. */
export function newInstallation(at: Date, id = randomId() as InstallationId) {
  return {
    id,
    state: "active" as const,
    tokenHash: `hash-${id}`,
    tokenSealed: "v1.k.n.c",
    businessSet: "1",
    sessionVersion: 1,
    webhookSecretHash: `hook-${id}`,
    webhookSecretSealed: "v1.k.n.c",
    createdAt: at,
    updatedAt: at,
  };
}

export async function insertInstallation(db: Db, at: Date): Promise<InstallationId> {
  const row = newInstallation(at);
  await db.insert(installations).values(row);
  return row.id;
}
