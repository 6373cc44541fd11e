import { access, constants, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";

/** Linux keeps what is written here in memory. A cluster is a thousand small files, slow to make on a disk. */
export const MEMORY_FOLDER = "/dev/shm";

/** Containers are often given 64 MB of it, which a handful of databases would fill. */
const ROOM_MIN_BYTES = 2 * 1024 ** 3;

/** Where databases of tests are kept: in memory where there is room for them, else the system's temporary folder. */
export async function fastFolder(): Promise<string> {
  try {
    await access(MEMORY_FOLDER, constants.W_OK);
    const { bavail, bsize } = await statfs(MEMORY_FOLDER);
    if (bavail * bsize >= ROOM_MIN_BYTES) return MEMORY_FOLDER;
  } catch {
    // Not this kind of system.
  }
  return tmpdir();
}
