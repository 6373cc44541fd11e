import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

function startMain(env: Record<string, string>) {
  const child = spawn(process.execPath, ["--import", "tsx", MAIN], {
    cwd: ROOT,
    env: {
      NODE_ENV: "test",
      PATH: process.env.PATH ?? "",
      INNGEST_EVENT_KEY: "k",
      LINTEL_ENGINE_APP_URL: "http://127.0.0.1:9/api/inngest",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => errors.push(line));
  const firstLine = new Promise<string>((resolve) =>
    createInterface({ input: child.stdout }).once("line", resolve),
  );
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, errors, firstLine, exited };
}

describe("the engine as a process", () => {
  it("says once that it is ready, and where, and ends cleanly on SIGTERM", async () => {
    const engine = startMain({ LINTEL_ENGINE_PORT: "0" });
    const ready = JSON.parse(await engine.firstLine) as { ready: boolean; url: string };
    expect(ready).toMatchObject({ ready: true, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
    expect(await (await fetch(`${ready.url}/health`)).json()).toMatchObject({ state: "waiting for the app" });
    expect((await fetch(`${ready.url}/clock/advance`, { method: "POST", body: '{"byMs":1}' })).status).toBe(
      403,
    );
    expect(engine.errors.some((line) => line.includes("gone after a restart"))).toBe(true);

    const second = startMain({ LINTEL_ENGINE_PORT: new URL(ready.url).port });
    expect(await second.exited).toBe(1);
    expect(second.errors).toHaveLength(1);
    expect(second.errors[0]).toContain("is taken");

    engine.child.kill("SIGTERM");
    expect(await engine.exited).toBe(0);
  });

  it("names what its environment lacks and exits 1", async () => {
    const engine = startMain({ LINTEL_ENGINE_APP_URL: "not a url", INNGEST_EVENT_KEY: "" });
    expect(await engine.exited).toBe(1);
    expect(engine.errors.join()).toContain("LINTEL_ENGINE_APP_URL");
    expect(engine.errors.join()).toContain("INNGEST_EVENT_KEY");
  });
});
