import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));
const secret = "very-secret-value";
let dir: string;
let children: ChildProcess[];

beforeEach(() => {
  children = [];
  dir = mkdtempSync(join(tmpdir(), "simulators-"));
  writeFileSync(join(dir, "clock.json"), '{"offsetMs":3600000}');
  const nexudus = { applicationKey: "a".repeat(32), secretKey: secret, webhookSharedSecret: secret };
  const akiles = { clientId: "lintel", clientSecret: secret };
  const brivo = { ...akiles, apiKey: secret };
  const avigilonAlta = { email: "lintel@harbour-works.example", password: secret };
  const avigilonAcm = { login: "lintel-api", password: secret };
  const vendors = { akiles, avigilonAcm, avigilonAlta, brivo, doorflow: akiles };
  writeFileSync(join(dir, "secrets.json"), JSON.stringify({ nexudus, ...vendors }));
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(dir, { recursive: true });
});

/** Starts the process; `line` is its first line of output, `ended` its exit code and what it said. */
function start(env: Record<string, string>) {
  const child = spawn(process.execPath, ["--import", "tsx", main], {
    env: {
      NODE_ENV: "test",
      PATH: process.env.PATH ?? "",
      LINTEL_SIM_DIR: dir,
      LINTEL_CLOCK_FILE: join(dir, "clock.json"),
      LINTEL_SIM_NEXUDUS_PORT: "0",
      LINTEL_SIM_AKILES_PORT: "0",
      LINTEL_SIM_SECRETS: join(dir, "secrets.json"),
      LINTEL_ORIGIN: "http://127.0.0.1:3000",
      ...env,
    },
  });
  children.push(child);
  let out = "";
  let err = "";
  child.stderr.on("data", (part) => {
    err += part;
  });
  const line = new Promise<string>((resolve) => {
    child.stdout.on("data", (part) => {
      out += part;
      if (out.includes("\n")) resolve(out.trim());
    });
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, out, err }));
  });
  return { child, line, ended };
}

describe("the simulators' process", () => {
  it("says one JSON line when ready, follows the clock file, keeps its state, and ends cleanly on SIGTERM", async () => {
    const { child, line, ended } = start({});
    const ready = JSON.parse(await line) as { ready: boolean; nexudus: string; akiles: string };
    expect(ready.ready).toBe(true);
    const { now } = (await (await fetch(`${ready.nexudus}/_test/clock`)).json()) as { now: string };
    const aheadMs = Date.parse(now) - performance.timeOrigin - performance.now();
    expect(aheadMs).toBeGreaterThan(3_000_000);
    expect((await fetch(`${ready.akiles}/`)).status).toBe(200);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0, err: "" });
    expect(existsSync(join(dir, "nexudus.json"))).toBe(true);
  });

  it("starts a region of Brivo on two hosts where it was given ports, and asks for its keys", async () => {
    const ports = { LINTEL_SIM_BRIVO_PORT: "0", LINTEL_SIM_BRIVO_AUTH_PORT: "0" };
    const { child, line, ended } = start(ports);
    const ready = JSON.parse(await line) as Record<string, string>;
    expect(Object.keys(ready)).toEqual(["ready", "nexudus", "akiles", "brivo", "brivoAuth"]);
    expect((await fetch(`${ready.brivo}/`)).status).toBe(200);
    expect((await fetch(`${ready.brivoAuth}/oauth/token`, { method: "POST" })).status).toBe(403);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0, err: "" });
    const european = { LINTEL_SIM_BRIVO_EU_PORT: "0", LINTEL_SIM_BRIVO_EU_AUTH_PORT: "0" };
    expect((await start(european).ended).err).toBe('Simulators: LINTEL_SIM_SECRETS has no "brivoEu".\n');
  });

  it("starts Avigilon Alta where it was given a port", async () => {
    const { child, line, ended } = start({ LINTEL_SIM_AVIGILON_ALTA_PORT: "0" });
    const ready = JSON.parse(await line) as Record<string, string>;
    expect(Object.keys(ready)).toEqual(["ready", "nexudus", "akiles", "avigilonAlta"]);
    expect((await fetch(`${ready.avigilonAlta}/`)).status).toBe(200);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0, err: "" });
  });

  it("starts DoorFlow where it was given a port", async () => {
    const { child, line, ended } = start({ LINTEL_SIM_DOORFLOW_PORT: "0" });
    const ready = JSON.parse(await line) as Record<string, string>;
    expect((await fetch(`${ready.doorflow}/`)).status).toBe(200);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0, err: "" });
    expect(existsSync(join(dir, "doorflow.json"))).toBe(true);
  });

  it("starts the Avigilon ACM server with TLS, and its page without, where both were given a port", async () => {
    const { child, line, ended } = start({ LINTEL_SIM_ACM_PORT: "0", LINTEL_SIM_ACM_PAGE_PORT: "0" });
    const ready = JSON.parse(await line) as Record<string, string>;
    expect(Object.keys(ready)).toEqual(["ready", "nexudus", "akiles", "acm", "acmPage"]);
    expect(await (await fetch(`${ready.acmPage}/`)).text()).toContain(ready.acm);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0, err: "" });
    expect(existsSync(join(dir, "avigilon-acm.json"))).toBe(true);
  });

  it("starts the mail server and its page where both were given a port", async () => {
    const { child, line, ended } = start({ LINTEL_SIM_MAIL_PORT: "0", LINTEL_SIM_SMTP_PORT: "0" });
    const ready = JSON.parse(await line) as Record<string, string>;
    expect(Object.keys(ready)).toEqual(["ready", "nexudus", "akiles", "mail", "smtp"]);
    expect(await (await fetch(`${ready.mail}/`)).text()).toContain("No mail yet");
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0, err: "" });
  });

  it("a taken port is one clear line and exit code 1", async () => {
    const first = start({});
    const { nexudus } = JSON.parse(await first.line) as { nexudus: string };
    const port = new URL(nexudus).port;
    const second = start({ LINTEL_SIM_NEXUDUS_PORT: port });
    expect(await second.ended).toEqual({
      code: 1,
      out: "",
      err: `Port ${port} for the Nexudus simulator is taken by another program.\n`,
    });
  });

  it("names what is missing, and quotes no secret", async () => {
    const noOrigin = await start({ LINTEL_ORIGIN: "" }).ended;
    expect([noOrigin.code, noOrigin.err]).toEqual([1, "Simulators: missing or unreadable LINTEL_ORIGIN.\n"]);
    writeFileSync(join(dir, "secrets.json"), `{"nexudus": "${secret}"`);
    const badSecrets = await start({}).ended;
    expect(badSecrets.code).toBe(1);
    expect(badSecrets.err).not.toContain(secret);
  });
});
