import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, lstat, mkdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { EmbeddedPostgresError } from "./errors";
import type { OsUser } from "./os-user";
import { codeOf } from "./processes";

/**
 * True when `user` may pass through `dir` and every folder above it, by their mode bits. Folders of root's home
 * and of `mktemp -d` are mode 0700, which stops every other user.
 */
export async function canReach(dir: string, user: OsUser): Promise<boolean> {
  for (let at = dir; ; at = dirname(at)) {
    const { mode, uid, gid } = await stat(at);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/**
 * A folder that every user can reach, for what must be kept outside of `forPath`; the same one each time.
 * /var/tmp comes first because it outlives a restart of the machine.
 *
 * Errors: `folder_unusable` when a folder of that name is there and somebody else could have filled it.
 */
export async function reachableFolder(label: string, forPath: string, user: OsUser): Promise<string> {
  const hash = createHash("sha256").update(forPath).digest("hex").slice(0, 16);
  const folder = join(await reachableTmp(user), `lintel-${label}-${hash}`);
  await mkdir(folder, { mode: 0o755 }).catch((error: unknown) => {
    if (codeOf(error) !== "EEXIST") throw error;
  });
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new EmbeddedPostgresError(
      "folder_unusable",
      `${folder} is not a folder of this user alone. Look at what it is, remove it, and start again.`,
    );
  }
  return folder;
}

async function reachableTmp(user: OsUser): Promise<string> {
  for (const dir of ["/var/tmp", tmpdir(), "/tmp"]) {
    try {
      await access(dir, constants.W_OK);
      if (await canReach(dir, user)) return dir;
    } catch {
      // Not there, or not ours to write: the next one.
    }
  }
  throw new EmbeddedPostgresError(
    "folder_unusable",
    "No temporary folder can be reached by the user PostgreSQL runs as. Move the project to a folder that other users can enter, or set DATABASE_URL.",
  );
}
