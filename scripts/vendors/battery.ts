import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { ConnectorDefinition } from "@/lib/connectors/contract";

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({
          title: z.string(),
          status: z.string(),
          meta: z.object({ needs: z.object({ claim: z.string(), value: z.string() }).optional() }).optional(),
        }),
      ),
    }),
  ),
});

export interface BatteryResult {
  readonly passed: number;
  readonly failed: number;
  /** Skipped for a capability that the vendor declares not to have. */
  readonly declared: number;
  /** Skipped for another reason, or against what is declared. */
  readonly undeclared: readonly string[];
}

const VITEST = "node_modules/vitest/vitest.mjs";

/** Runs the battery of every connector against its simulator. Errors: when a vendor's file told nothing. */
export function runBatteries(
  root: string,
  definitions: readonly ConnectorDefinition[],
): ReadonlyMap<string, BatteryResult> {
  const dir = mkdtempSync(join(tmpdir(), "lintel-vendors-"));
  try {
    const file = join(dir, "report.json");
    const files = definitions.map(({ id }) => `lib/connectors/${id}/connector.contract.test.ts`);
    const args = [
      VITEST,
      "run",
      "--project",
      "contract",
      "--reporter=json",
      `--outputFile=${file}`,
      ...files,
    ];
    spawnSync(process.execPath, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    const { testResults } = report.parse(JSON.parse(readFileSync(file, "utf8")));
    return new Map(
      definitions.map((definition) => {
        const tests = testResults
          .filter(({ name }) => name.includes(`/lib/connectors/${definition.id}/`))
          .flatMap((result) => result.assertionResults);
        if (tests.length === 0) throw new Error(`the battery of ${definition.id} did not run`);
        return [definition.id, judge(definition, tests)] as const;
      }),
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

type Case = z.output<typeof report>["testResults"][number]["assertionResults"][number];

/** A skipped case counts as declared only when the definition itself says that the vendor cannot. */
export function judge(definition: ConnectorDefinition, tests: readonly Case[]): BatteryResult {
  const capabilities = definition.capabilities as unknown as Readonly<
    Record<string, { readonly value: string } | undefined>
  >;
  const skipped = tests.filter(({ status }) => status !== "passed" && status !== "failed");
  const undeclared = skipped.filter(({ meta }) => {
    const needs = meta?.needs;
    if (!needs) return true;
    return (capabilities[needs.claim]?.value ?? "no") === needs.value;
  });
  return {
    passed: tests.filter(({ status }) => status === "passed").length,
    failed: tests.filter(({ status }) => status === "failed").length,
    declared: skipped.length - undeclared.length,
    undeclared: undeclared.map(({ title }) => title),
  };
}
