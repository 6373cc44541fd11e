import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { checks } from "../checks";
import { openRepository } from "../checks/repository";
import { plant } from "../checks/testing";
import { makeCopy } from "../mutants/copy";
import { KINDS } from "../mutants/mutant";
import { runTests } from "../mutants/run-test";
import { ROOT } from "../stack/stack";
import { withVendor } from "./registry";
import { readVendorName } from "./vendor-name";
import { writeConnector } from "./write-connector";

const REGISTRY =
  'import { akiles } from "./akiles/definition";\nexport const definitions: readonly ConnectorDefinition[] = [akiles];\n';
const LONG_MS = 300_000;

describe("a vendor's name", () => {
  it("is written in four ways", () => {
    expect(readVendorName("salto-ks")).toEqual({
      id: "salto-ks",
      camel: "saltoKs",
      pascal: "SaltoKs",
      title: "Salto Ks",
    });
  });

  it.each([
    "",
    "Salto",
    "salto_ks",
    "salto ks",
    "-salto",
    "salto-",
    "salto--ks",
    "../salto",
    "2n",
    "class",
    "x".repeat(41),
  ])("is not %j, and the reason is one sentence", (text) => {
    expect(readVendorName(text)).toMatch(/^[^\n]+\.$/);
  });
});

describe("the registry", () => {
  const name = readVendorName("salto-ks");
  if (typeof name === "string") throw new Error(name);

  it("gets one import and one name more", () => {
    const text = withVendor(REGISTRY, name) ?? "";
    expect(text).toContain('import { saltoKs } from "./salto-ks/definition";\n');
    expect(text).toContain("= [akiles, saltoKs];");
    const broken = REGISTRY.replace("[akiles]", "[\n  akiles,\n]");
    expect(withVendor(broken, name)).toContain("= [akiles, saltoKs];");
  });

  it("is left alone when it is not as expected, or knows the name", () => {
    expect(withVendor("export const definitions = all();", name)).toBeNull();
    expect(withVendor(withVendor(REGISTRY, name) ?? "", name)).toBeNull();
  });
});

describe("a refused name", () => {
  it.each([
    ["a folder that is there", "akiles", "lib/connectors/akiles is there already."],
    ["the shared folder", "testing", "lib/connectors/testing is there already."],
    ["a page that is there", "brivo", "docs/vendors/brivo.md is there already."],
    ["a name that climbs", "../services", "is no name"],
  ])("%s: nothing is written", (_, text, because) => {
    const { root } = plant({
      "lib/connectors/registry.ts": REGISTRY,
      "lib/connectors/akiles/api.ts": "",
      "lib/connectors/testing/contract.ts": "",
      "docs/vendors/brivo.md": "",
    });
    const before = openRepository(root).paths;
    expect(writeConnector(root, text)).toEqual({ ok: false, because: expect.stringContaining(because) });
    expect(openRepository(root).paths).toEqual(before);
    expect(readFileSync(join(root, "lib/connectors/registry.ts"), "utf8")).toBe(REGISTRY);
  });
});

describe("a new connector", () => {
  it(
    "compiles, keeps the house's rules, and fails every case of its battery that can run",
    async () => {
      const copy = makeCopy(ROOT, { forBuild: false });
      onTestFinished(() => copy.remove());
      const run = (...args: string[]) => {
        const { status, stdout, stderr } = spawnSync(process.execPath, args, {
          cwd: copy.dir,
          encoding: "utf8",
        });
        return status === 0 ? "" : stdout + stderr;
      };
      const written = writeConnector(copy.dir, "salto-ks");
      if (!written.ok) throw new Error(written.because);
      const folder = "lib/connectors/salto-ks";
      expect(existsSync(join(copy.dir, `${folder}/definition.ts`))).toBe(true);

      const config = join(copy.dir, "tsconfig.one.json");
      const include = [`${folder}/**/*.ts`, "lib/connectors/registry.ts"];
      writeFileSync(
        config,
        JSON.stringify({ extends: "./tsconfig.json", compilerOptions: { incremental: false }, include }),
      );
      expect(run("node_modules/typescript/bin/tsc", "--project", config)).toBe("");
      rmSync(config);
      expect(run("node_modules/@biomejs/biome/bin/biome", "check", ...written.paths)).toBe("");
      const repository = openRepository(copy.dir);
      for (const { name, run: check } of checks) {
        const { problems } = await check(repository);
        const ours = problems.filter(({ path }) => path.startsWith(folder) || written.paths.includes(path));
        expect(ours, name).toEqual([]);
      }

      const kind = KINDS.contract;
      if (kind === undefined) throw new Error("no kind");
      const file = `${folder}/connector.contract.test.ts`;
      const report = await runTests({ dir: copy.dir, project: "contract", kind, file, titles: null });
      expect(report.trouble).toBeNull();
      const ran = [...report.tests].filter(([, { state }]) => state !== "not_run");
      expect(ran.length).toBeGreaterThan(20);
      expect(ran.filter(([, { state }]) => state === "passed").map(([title]) => title)).toEqual([]);
      expect(report.tests.get("salto-ks: connector battery > reading > names the account")).toMatchObject({
        state: "failed",
        errors: [{ names: ["VendorError"], message: "salto-ks get_account: not written yet" }],
      });
    },
    LONG_MS,
  );
});
