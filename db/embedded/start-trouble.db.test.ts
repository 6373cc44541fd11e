import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { nativeFolder } from "@/db/embedded/binaries";
import type { EmbeddedPostgresError } from "@/db/embedded/errors";
import { ensureOsUser, isRoot } from "@/db/embedded/os-user";
import { isAlive } from "@/db/embedded/processes";
import { reachableFolder } from "@/db/embedded/reach";
import { realClock } from "@/lib/clock";
import {
  killHard,
  postmasterPid,
  query,
  started,
  startedElsewhere,
  temporaryFolder,
} from "./testing/folders";

const failureOf = (run: Promise<unknown>): Promise<EmbeddedPostgresError> =>
  run.then(
    () => {
      throw new Error("It started.");
    },
    (error: EmbeddedPostgresError) => error,
  );

async function occupied(port = 0): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ port, host: "127.0.0.1" }, resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("not listening");
  return address.port;
}

describe("a killed process", () => {
  it("leaves a server that the next start adopts, uses and ends", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    const elsewhere = await startedElsewhere(dataDir);
    const pid = await postmasterPid(join(dataDir, "cluster"));
    await killHard(elsewhere.child);
    expect(isAlive(pid)).toBe(true);

    const server = await started(dataDir);
    expect(server).toMatchObject({ adopted: true, port: elsewhere.port });
    expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it("that exits in an orderly way ends its server even without stop()", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    const { child } = await startedElsewhere(dataDir, "leave");
    if (child.exitCode === null) await once(child, "exit");
    const pid = await postmasterPid(join(dataDir, "cluster"));
    while (isAlive(pid)) await realClock.sleep(10);
    expect((await started(dataDir)).adopted).toBe(false);
  });
});

describe("a second start of a folder in use", () => {
  it("shares the server, and leaves it to the first when it stops", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    const first = await startedElsewhere(dataDir);
    const second = await started(dataDir);
    expect(second).toMatchObject({ adopted: true, port: first.port });
    await second.stop();
    expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await killHard(first.child);
    await (await started(dataDir)).stop();
  });

  it("at the same moment ends with one server for both", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    const both = await Promise.all([started(dataDir), started(dataDir)]);
    const [one, two] = both;
    expect(one?.port).toBe(two?.port);
    await query(one?.url ?? "", "create table shared as select 42 as answer");
    expect(await query(two?.url ?? "", "select answer from shared")).toEqual([{ answer: 42 }]);
  });
});

describe("a port in use", () => {
  it("is an error that names it, when it was asked for", async () => {
    const port = await occupied();
    const error = await failureOf(started(join(await temporaryFolder(), "data"), { port }));
    expect(error).toMatchObject({ name: "EmbeddedPostgresError", kind: "port_taken" });
    expect(error.message).toContain(`Port ${port}`);
  });

  it("makes way for another one, when it was only remembered", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    const first = await started(dataDir);
    await first.stop();
    await occupied(first.port);
    const second = await started(dataDir);
    expect(second.port).not.toBe(first.port);
    expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("is an error when the folder's server already runs on another one", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    const first = await started(dataDir);
    const error = await failureOf(
      started(dataDir, { port: first.port === 65_535 ? 65_534 : first.port + 1 }),
    );
    expect(error.kind).toBe("port_taken");
    expect(error.message).toContain(String(first.port));
  });
});

describe("a postmaster.pid from before", () => {
  it("of a server that was killed is left to PostgreSQL, and nothing committed is lost", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    const first = await started(dataDir, { settings: {} });
    await query(first.url, "create table kept as select 42 as answer");
    process.kill(await postmasterPid(join(dataDir, "cluster")), "SIGKILL");
    const second = await started(dataDir);
    expect(second.adopted).toBe(false);
    expect(await query(second.url, "select answer from kept")).toEqual([{ answer: 42 }]);
  });

  it("of a server that has ended and that its parent has not collected yet is waited for", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    const cluster = join(dataDir, "cluster");
    const first = await started(dataDir);
    await first.stop();
    // The inner one ends at once; the outer one becomes a program that collects nobody, and ends later.
    const { uid, gid } = await stat(cluster);
    const asOwner = process.getuid?.() === uid ? {} : { uid, gid };
    const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 3"], asOwner);
    const ended = Number(String((await once(parent.stdout, "data"))[0]));
    const lines = [ended, cluster, 1, first.port, "", "127.0.0.1", "0 0", "ready"];
    await writeFile(join(cluster, "postmaster.pid"), `${lines.join("\n")}\n`);
    const second = await started(dataDir);
    expect(second.adopted).toBe(false);
    expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("whose number is another program's now does not stand in the way", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    const first = await started(dataDir);
    await first.stop();
    const lines = [process.pid, join(dataDir, "cluster"), 1, first.port, "", "127.0.0.1", "0 0", "ready"];
    await writeFile(join(dataDir, "cluster", "postmaster.pid"), `${lines.join("\n")}\n`);
    const second = await started(dataDir);
    expect(second.adopted).toBe(false);
    expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("of a server that does not answer is an error that says which process to end", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    await started(dataDir);
    const pid = await postmasterPid(join(dataDir, "cluster"));
    let readings = 0;
    const hurried = { ...realClock, monotonicMs: () => 20_000 * readings++ };
    process.kill(pid, "SIGSTOP");
    onTestFinished(() => void process.kill(pid, "SIGCONT"));
    const error = await failureOf(started(dataDir, { clock: hurried }));
    expect(error.kind).toBe("not_answering");
    expect(error.message).toContain(`kill -INT ${pid}`);
  });
});

describe("a start that cannot work", () => {
  it("because the system refuses to run the programs is one error, not the end of the process", async () => {
    const folder = await temporaryFolder();
    for (const name of ["initdb", "pg_ctl", "postgres"]) {
      await mkdir(join(folder, "native", "bin", name), { recursive: true });
    }
    const error = await failureOf(started(join(folder, "data"), { nativeDir: join(folder, "native") }));
    expect(error).toMatchObject({ name: "EmbeddedPostgresError", kind: "cannot_run" });
    expect(error.message).toContain("EACCES");
    expect(error.message).toContain(join(folder, "native", "bin", "initdb"));
  });

  it("because the password file is not the database's says so, without the password", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    const first = await started(dataDir);
    await first.stop();
    await writeFile(join(dataDir, "password"), "another-password");
    const error = await failureOf(started(dataDir));
    expect(error.kind).toBe("not_answering");
    expect(error.message).toContain(join(dataDir, "password"));
    expect(error.message).not.toContain("another-password");
  });

  it("because the data is of another version repeats what PostgreSQL said", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    const first = await started(dataDir);
    await first.stop();
    await writeFile(join(dataDir, "cluster", "PG_VERSION"), "9.6\n");
    const error = await failureOf(started(dataDir));
    expect(error.kind).toBe("start_failed");
    expect(error.message).toContain("9.6");
  });
});

describe("programs in a folder that only root may enter", () => {
  it("are run from a copy that the server's user can reach", async () => {
    const folder = await temporaryFolder(0o700);
    const native = join(folder, "native");
    await cp(await nativeFolder(), native, { recursive: true, verbatimSymlinks: true });
    if (isRoot()) {
      const copies = await reachableFolder("postgres-bin", native, await ensureOsUser());
      onTestFinished(() => rm(copies, { recursive: true, force: true }));
    }
    const server = await started(join(folder, "data"), { nativeDir: native });
    expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
  });
});
