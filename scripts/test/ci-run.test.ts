import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";

/** Runs `.ci/run` in a folder of its own, with an `npm` that says and does what a test wants. */
function ciRun(npm: string) {
  const root = mkdtempSync(join(tmpdir(), "lintel-ci-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const folder of [".ci", "bin"]) mkdirSync(join(root, folder));
  copyFileSync(".ci/run", join(root, ".ci", "run"));
  writeFileSync(join(root, "bin", "npm"), `#!/usr/bin/env bash\n${npm}\n`, { mode: 0o755 });
  const done = spawnSync("bash", [join(root, ".ci", "run")], {
    cwd: tmpdir(),
    encoding: "utf8",
    input: "an answer nobody may read\n",
    env: { ...process.env, PATH: `${join(root, "bin")}:${process.env.PATH}` },
  });
  return { code: done.status, last: done.stdout.trimEnd().split("\n").at(-1), stdout: done.stdout };
}

it("ends with the sum and 0 when all passed", () => {
  expect(ciRun("echo lint; echo '12 passed, 0 failed'")).toMatchObject({
    code: 0,
    last: "12 passed, 0 failed",
  });
});

it("ends with the sum and the failure, whatever is printed after it", () => {
  const run = ciRun("echo '9 passed, 2 failed, 1 skipped'; echo noise >&2; exit 3");
  expect(run).toMatchObject({ code: 3, last: "9 passed, 2 failed, 1 skipped" });
});

it("is a failure when no sum was printed, or when the sum says so", () => {
  expect(ciRun("exit 1")).toMatchObject({ code: 1, last: "0 passed, 1 failed" });
  expect(ciRun("exit 0")).toMatchObject({ code: 1, last: "0 passed, 1 failed" });
  expect(ciRun("echo '5 passed, 10 failed'")).toMatchObject({ code: 1, last: "5 passed, 10 failed" });
});

it("works from its own repository and gives nothing to read", () => {
  const run = ciRun("pwd; cat; echo \"$@\"; echo '1 passed, 0 failed'");
  expect(run.stdout).toContain("lintel-ci-");
  expect(run.stdout).toContain("test");
  expect(run.stdout).not.toContain("an answer");
});
