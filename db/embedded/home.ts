import { chown, link, mkdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Logger } from "@/lib/logger";
import { randomToken } from "@/lib/security/tokens";
import { EmbeddedPostgresError } from "./errors";
import { ensureOsUser, isRoot, type OsUser } from "./os-user";
import { codeOf } from "./processes";
import { canReach, reachableFolder } from "./reach";

/**
 * One data folder. It holds `password`, `port`, `owner`, `server.log`, and the cluster itself or, where the server's
 * user cannot reach it, a file `location` that says where the cluster is.
 */
export interface Home {
  readonly folder: string;
  /** PostgreSQL's own data directory; it may not exist yet. */
  readonly cluster: string;
  readonly password: string;
  /** Whom the server runs as; null = as this process. */
  readonly user: OsUser | null;
}

/**
 * Opens `dataDir`, made when missing, and settles where its cluster is.
 *
 * Repeat: the same answer, also when the folder was moved or opened up since, so that data is never left behind.
 * Errors: `folder_unusable` when its files belong to another user or the server's user cannot reach its data.
 */
export async function openHome(dataDir: string, log: Logger): Promise<Home> {
  await mkdir(dataDir, { recursive: true });
  const folder = await realpath(dataDir);
  const password = await rememberedPassword(folder);
  const inside = join(folder, "cluster");

  if (!isRoot()) {
    const cluster = (await existingLocation(folder)) ?? inside;
    const owner = await ownerOf(cluster);
    if (owner && process.getuid && owner.uid !== process.getuid()) throw ownedByAnother(cluster, owner);
    return { folder, cluster, password, user: null };
  }

  const existing = (await existingLocation(folder)) ?? inside;
  const owner = await ownerOf(existing);
  const user = owner && owner.uid !== 0 ? owner : await ensureOsUser();
  if (await canReach(owner ? dirname(existing) : folder, user)) {
    return { folder, cluster: existing, password, user };
  }
  if (owner) {
    throw new EmbeddedPostgresError(
      "folder_unusable",
      `The database in ${existing} cannot be reached by the user PostgreSQL runs as (uid ${user.uid}). Let that user enter every folder on the way (chmod a+x), or start as the user who owns it.`,
    );
  }
  const cluster = await relocate(folder, password, user);
  log.warn("The data folder can be entered by root alone; the database is kept outside of it.", {
    folder: cluster,
  });
  return { folder, cluster, password, user };
}

/** Makes `path` the server user's own, when the server runs as another user than this process. */
export async function giveTo(user: OsUser | null, path: string): Promise<void> {
  if (user) await chown(path, user.uid, user.gid);
}

export async function readRemembered(
  home: Pick<Home, "folder">,
  name: "port" | "owner",
): Promise<string | undefined> {
  return (await readFile(join(home.folder, name), "utf8").catch(() => undefined))?.trim();
}

export async function remember(
  home: Pick<Home, "folder">,
  name: "port" | "owner",
  value: string,
): Promise<void> {
  await writeFile(join(home.folder, name), value, { mode: 0o600 });
}

async function rememberedPassword(folder: string): Promise<string> {
  const file = join(folder, "password");
  const aside = `${file}.${randomToken(16)}`;
  try {
    await writeFile(aside, randomToken(24), { mode: 0o600 });
    // Linking fails when the file is there: of two first starts one password wins, and is never half written.
    await link(aside, file).catch((error: unknown) => {
      if (codeOf(error) !== "EEXIST") throw error;
    });
    return (await readFile(file, "utf8")).trim();
  } catch (cause) {
    if (codeOf(cause) !== "EACCES" && codeOf(cause) !== "EPERM") throw cause;
    throw new EmbeddedPostgresError(
      "folder_unusable",
      `${folder} belongs to another user. Start as that user, or use another data folder.`,
      { cause },
    );
  } finally {
    await rm(aside, { force: true });
  }
}

/**
 * Where `location` says the cluster is. Nothing when it is gone, or when this folder is a copy of another one that
 * still uses it: two folders must not run one database.
 */
async function existingLocation(folder: string): Promise<string | undefined> {
  const outside = (await readFile(join(folder, "location"), "utf8").catch(() => undefined))?.trim();
  if (!outside || !(await ownerOf(join(outside, "cluster")))) return undefined;
  const home = (await readFile(join(outside, "home"), "utf8").catch(() => "")).trim();
  if (home !== folder) {
    const other = (await readFile(join(home, "location"), "utf8").catch(() => undefined))?.trim();
    if (other === outside) return undefined;
    await writeFile(join(outside, "home"), folder);
  }
  return join(outside, "cluster");
}

/** The password is part of the name, so that a data folder made anew at the same path starts with an empty database. */
async function relocate(folder: string, password: string, user: OsUser): Promise<string> {
  const outside = await reachableFolder("postgres", `${folder}\n${password}`, user);
  await writeFile(join(outside, "home"), folder);
  await writeFile(join(folder, "location"), outside);
  return join(outside, "cluster");
}

async function ownerOf(cluster: string): Promise<OsUser | undefined> {
  const found = await stat(cluster).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
  return found && { uid: found.uid, gid: found.gid };
}

function ownedByAnother(cluster: string, owner: OsUser): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "folder_unusable",
    `The database in ${cluster} belongs to another user (uid ${owner.uid}). Start as that user or as root, or use another data folder.`,
  );
}
