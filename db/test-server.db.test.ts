import { chmod, mkdtemp, rm, stat } from "node:fs/promises";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { isAlive } from "@/db/embedded/processes";
import { killHard, postmasterPid, query, startedElsewhere } from "@/db/embedded/testing/folders";
import { installations } from "@/db/schema/index";
import { cloneDatabase, createTestServer, socketUrl } from "@/db/test-server";

describe("cloneDatabase", () => {
  it("gives each caller a database of its own, migrated and empty", async () => {
    const [one, two] = await Promise.all([
      cloneDatabase(inject("cloneSource")),
      cloneDatabase(inject("cloneSource")),
    ]);
    try {
      await one.db.execute(sql`create table only_in_one (id int)`);
      await expect(two.db.execute(sql`select * from only_in_one`)).rejects.toThrow();
      expect(await two.db.select().from(installations)).toEqual([]);
    } finally {
      await Promise.all([one.close(), two.close()]);
    }
  });

  it("drops it at the end, with connections still open, and may be closed twice", async () => {
    const clone = await cloneDatabase(inject("cloneSource"));
    const [open] = clone.connect(1);
    await open?.db.execute(sql`select 1`);
    await clone.close();
    await clone.close();
    await expect(query(clone.url, "select 1")).rejects.toMatchObject({ code: "3D000" });
  });

  it.skipIf(platform() === "win32")("is reached by the server's socket too", async () => {
    const source = inject("cloneSource");
    const clone = await cloneDatabase(source);
    onTestFinished(() => clone.close());
    const asked = "select current_database() as name, inet_client_addr() as address";
    const name = new URL(clone.postgresUrl).pathname.slice(1);
    expect(await query(socketUrl(source, clone.postgresUrl), asked)).toEqual([{ name, address: null }]);
    expect(await query(clone.postgresUrl, asked)).toEqual([{ name, address: "127.0.0.1" }]);
  });
});

describe("createTestServer", () => {
  it("works by itself, is gone after stop, and clears away what a killed run left", async () => {
    // 4194305 is above every process id of Linux: a starter that is certainly gone.
    const abandoned = await mkdtemp(join(tmpdir(), "lintel-test-4194305-"));
    await chmod(abandoned, 0o755);
    onTestFinished(() => rm(abandoned, { recursive: true, force: true }));
    const { child } = await startedElsewhere(abandoned);
    const pid = await postmasterPid(join(abandoned, "cluster"));
    onTestFinished(() => {
      if (isAlive(pid)) process.kill(pid, "SIGINT");
    });
    await killHard(child);
    expect(isAlive(pid)).toBe(true);

    const server = await createTestServer();
    onTestFinished(() => server.stop());
    expect(isAlive(pid)).toBe(false);
    await expect(stat(abandoned)).rejects.toMatchObject({ code: "ENOENT" });

    const clone = await cloneDatabase(server);
    expect(await clone.db.select().from(installations)).toEqual([]);
    await clone.close();
    await server.stop();
    await expect(query(server.adminUrl, "select 1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await expect(server.stop()).resolves.toBeUndefined();
  });
});
