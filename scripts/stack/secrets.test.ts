import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { FREE_PORTS, shiftedPorts } from "./ports";
import { loadSecrets } from "./secrets";

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "lintel-secrets-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}

it("makes secrets once, readable by their owner only", () => {
  const dir = folder();
  const { file, secrets } = loadSecrets(dir);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(loadSecrets(dir).secrets).toEqual(secrets);
  expect(loadSecrets(folder()).secrets.hashKey).not.toBe(secrets.hashKey);
});

it("adds to an older file what it lacks, and leaves the rest as it was", () => {
  const dir = folder();
  const { file, secrets } = loadSecrets(dir);
  const { akiles, ...older } = secrets;
  writeFileSync(file, JSON.stringify(older));
  const { secrets: completed } = loadSecrets(dir);
  expect(completed).toMatchObject(older);
  expect(completed.akiles.clientSecret).not.toBe(akiles.clientSecret);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(completed);
});

it("refuses a file it cannot read, and quotes nothing of it", () => {
  const dir = folder();
  writeFileSync(join(dir, "secrets.json"), '{"hashKey": "very-secret');
  expect(() => loadSecrets(dir)).toThrow(/cannot be read. Remove the data folder/);
  expect(() => loadSecrets(dir)).not.toThrow(/very-secret/);
});

it("moves every port by as much as the app's", () => {
  const moved = shiftedPorts(4000);
  expect([moved.app, moved.nexudus]).toEqual([4000, 4301]);
  expect(Object.keys(moved)).toEqual(Object.keys(FREE_PORTS));
  expect(new Set(Object.values(FREE_PORTS))).toEqual(new Set([0]));
});
