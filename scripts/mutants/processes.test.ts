import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { isAlive } from "../../db/embedded/processes";
import { runNode, stopProcesses } from "./processes";

const LONG_MS = 60_000;
const run = (code: string, timeoutMs = LONG_MS) =>
  runNode({ args: ["-e", code], cwd: process.cwd(), env: {}, timeoutMs });

it("waits for the end and keeps what was printed", { timeout: LONG_MS }, async () => {
  const { code, output } = await run('console.log("out"); console.error("err"); process.exitCode = 3;');
  expect(code).toBe(3);
  expect(output).toContain("out");
  expect(output).toContain("err");
});

it("ends what does not end by itself", { timeout: LONG_MS }, async () => {
  expect((await run("for (;;);", 500)).code).toBeNull();
});

it("ends with it everything it started", { timeout: LONG_MS }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "lintel-processes-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "pid");
  const inner = 'process.on("SIGTERM", () => {}); for (;;);';
  const outer = `
    const child = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(inner)}]);
    require("node:fs").writeFileSync(${JSON.stringify(file)}, String(child.pid) + ".");
    for (;;);`;
  const ended = run(outer);
  const written = () => existsSync(file) && readFileSync(file, "utf8").endsWith(".");
  await expect.poll(written, { timeout: LONG_MS / 2 }).toBe(true);
  await stopProcesses();
  expect((await ended).code).toBeNull();
  const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
  await expect.poll(() => isAlive(pid), { timeout: LONG_MS / 2 }).toBe(false);
});
