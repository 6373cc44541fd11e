import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { EmbeddedPostgresError } from "./errors";

const run = promisify(execFile);

/** The operating system's user a server runs as. */
export interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * PostgreSQL refuses to run as root: gives the user `name`, made if it does not exist.
 *
 * Repeat: finds the user it made. Errors: `os_user_missing` when it could not be made.
 */
export async function ensureOsUser(name = "postgres"): Promise<OsUser> {
  const existing = await findOsUser(name);
  if (existing) return existing;
  try {
    await run("useradd", [
      "--system",
      "--user-group",
      "--no-create-home",
      "--shell",
      "/usr/sbin/nologin",
      name,
    ]);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      "os_user_missing",
      `PostgreSQL does not run as root, and the user "${name}" could not be made. Start as an ordinary user, or make that user first, or set DATABASE_URL.`,
      { cause },
    );
  }
  const made = await findOsUser(name);
  if (made) return made;
  throw new EmbeddedPostgresError("os_user_missing", `The user "${name}" was made but cannot be found.`);
}

async function findOsUser(name: string): Promise<OsUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}
