import { cp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isRoot } from "@/db/embedded/os-user";
import { codeOf } from "@/db/embedded/processes";
import { createLogger } from "@/lib/logger";
import { query, started, temporaryFolder } from "./testing/folders";

describe("startEmbeddedPostgres", () => {
  it("runs a server that keeps data, port and password over a restart", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    const first = await started(dataDir);
    expect(first.adopted).toBe(false);
    await query(first.url, "create table kept as select 42 as answer");
    await first.stop();

    const second = await started(dataDir);
    expect(second).toMatchObject({ adopted: false, port: first.port, url: first.url });
    expect(await query(second.url, "select answer from kept")).toEqual([{ answer: 42 }]);
  });

  it("has no server left after stop, and a second stop does nothing", async () => {
    const server = await started(join(await temporaryFolder(), "data"));
    await server.stop();
    await expect(server.stop()).resolves.toBeUndefined();
    await expect(query(server.url, "select 1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("is UTF-8, in UTC, and sorts by code point on every machine", async () => {
    const { url } = await started(join(await temporaryFolder(), "data"));
    expect(await query(url, "show server_encoding")).toEqual([{ server_encoding: "UTF8" }]);
    expect(await query(url, "show timezone")).toEqual([{ TimeZone: "UTC" }]);
    const rows = await query(url, "select w from unnest(array['b', 'ä', 'B', 'a']) w order by w");
    expect(rows.map((row) => row.w)).toEqual(["B", "a", "b", "ä"]);
  });

  it("listens on 127.0.0.1 alone, and on no socket file", async () => {
    const { url, port } = await started(join(await temporaryFolder(), "data"));
    // All of 127.0.0.0/8 reaches this machine: a server that listened everywhere would answer here.
    const elsewhere = url.replace("127.0.0.1", "127.0.0.2");
    await expect(query(elsewhere, "select 1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await expect(stat(`/tmp/.s.PGSQL.${port}`)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("has a random password that only its user can read, and takes no other", async () => {
    const folder = await temporaryFolder();
    const one = await started(join(folder, "data"));
    const two = await started(join(folder, "copy"));
    const password = await readFile(join(folder, "data", "password"), "utf8");
    expect(password).toMatch(/^[\w-]{32}$/);
    expect(await readFile(join(folder, "copy", "password"), "utf8")).not.toBe(password);
    expect((await stat(join(folder, "data", "password"))).mode & 0o777).toBe(0o600);
    const guessed = two.url.replace(/:[\w-]{32}@/, `:${password}@`);
    await expect(query(guessed, "select 1")).rejects.toMatchObject({ code: "28P01" });
    expect(one.port).not.toBe(two.port);
  });

  it("writes neither the password nor the values of rows to its logs", async () => {
    const lines: string[] = [];
    const log = createLogger({
      level: "debug",
      destination: { write: (line: string) => void lines.push(line) },
    });
    const folder = await temporaryFolder();
    const server = await started(join(folder, "data"), { log });
    await query(server.url, "create table people (email text primary key)");
    const insert = "insert into people values ('ana@canary.test')";
    await query(server.url, insert);
    await expect(query(server.url, insert)).rejects.toMatchObject({ code: "23505" });
    await server.stop();

    const password = await readFile(join(folder, "data", "password"), "utf8");
    const written = lines.join("") + (await readFile(join(folder, "data", "server.log"), "utf8"));
    expect(written).toContain("database system is shut down");
    expect(written).not.toContain("canary");
    expect(written).not.toContain(password);
  });

  it("works below a folder that its starter alone may enter", async () => {
    // As root the server runs as another user, who cannot pass such a folder: root's home, any mktemp -d.
    const folder = await temporaryFolder(0o700);
    const dataDir = join(folder, "data");
    const first = await started(dataDir);
    await query(first.url, "create table kept as select 42 as answer");
    const isOutside = await stat(join(dataDir, "location")).then(
      () => true,
      (error: unknown) => codeOf(error) !== "ENOENT",
    );
    expect(isOutside).toBe(isRoot());
    await first.stop();
    expect(await query((await started(dataDir)).url, "select answer from kept")).toEqual([{ answer: 42 }]);
  });

  it("finds its data again after the folder was moved, wherever the data is", async () => {
    const folder = await temporaryFolder(0o700);
    const first = await started(join(folder, "data"));
    await query(first.url, "create table kept as select 42 as answer");
    await first.stop();
    await rename(join(folder, "data"), join(folder, "moved"));
    const moved = await started(join(folder, "moved"));
    expect(await query(moved.url, "select answer from kept")).toEqual([{ answer: 42 }]);
  });

  it("never runs the database of the folder it was copied from", async () => {
    const folder = await temporaryFolder(0o700);
    const first = await started(join(folder, "data"));
    await query(first.url, "create table kept as select 42 as answer");
    await first.stop();
    await cp(join(folder, "data"), join(folder, "copy"), { recursive: true, preserveTimestamps: true });
    const again = await started(join(folder, "data"));
    const copy = await started(join(folder, "copy"));
    expect(copy.adopted).toBe(false);
    await query(copy.url, "create table only_here (id int)");
    await expect(query(again.url, "select * from only_here")).rejects.toMatchObject({ code: "42P01" });
  });

  it("starts with an empty database after its folder was removed", async () => {
    const folder = await temporaryFolder();
    const first = await started(join(folder, "data"));
    await query(first.url, "create table kept (id int)");
    await first.stop();
    await rm(join(folder, "data"), { recursive: true });
    const second = await started(join(folder, "data"));
    await expect(query(second.url, "select * from kept")).rejects.toMatchObject({ code: "42P01" });
  });

  it("starts after a first start that was cut short", async () => {
    const folder = await temporaryFolder();
    const first = await started(join(folder, "data"));
    await first.stop();
    // What is left when the process is killed during set-up: a half cluster aside, of a process that is gone.
    await rename(join(folder, "data", "cluster"), join(folder, "data", "cluster.new-4194305"));
    await writeFile(join(folder, "data", "cluster.new-4194305.password"), "x");
    const second = await started(join(folder, "data"));
    expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await expect(stat(join(folder, "data", "cluster.new-4194305"))).rejects.toMatchObject({ code: "ENOENT" });
    await expect(stat(join(folder, "data", "cluster.new-4194305.password"))).rejects.toMatchObject({
      code: "ENOENT",
    });
  });
});
