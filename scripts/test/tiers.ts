import type { ReportKind } from "./counts";

/** One part of the test run: a command, and how its report is read. */
export interface Tier {
  readonly name: string;
  /** Arguments for this Node; the first is a script below the repository's root. */
  readonly args: readonly string[];
  readonly report: ReportKind;
  readonly env?: Readonly<Record<string, string>>;
}

/** Lanes run side by side; the tiers of a lane one after the other. */
export type Lane = readonly Tier[];
export type Phase = readonly Lane[];

export const REPORTS = ".reports";
export const reportFile = (name: string): string => `${REPORTS}/${name.replaceAll(" ", "-")}.json`;

const bin = {
  biome: "node_modules/@biomejs/biome/bin/biome",
  tsc: "node_modules/typescript/bin/tsc",
  knip: "node_modules/knip/bin/knip.js",
  vitest: "node_modules/vitest/vitest.mjs",
  playwright: "node_modules/@playwright/test/cli.js",
  next: "node_modules/next/dist/bin/next",
};
const tsx = (script: string, ...rest: string[]): readonly string[] => ["--import", "tsx", script, ...rest];

const vitest = (name: string, projects: readonly string[], files: readonly string[] = []): Tier => ({
  name,
  args: [
    bin.vitest,
    "run",
    ...files,
    ...projects.flatMap((project) => ["--project", project]),
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${reportFile(name)}`,
  ],
  report: "vitest",
});

const build: Tier = { name: "build", args: tsx("scripts/test/build-app.ts"), report: "none" };
const contents: Tier = { name: "contents", args: tsx("scripts/builds/judge-last.ts"), report: "counts" };
const routes: Tier = { name: "route types", args: [bin.next, "typegen"], report: "none" };
const lint: Tier = { name: "lint", args: [bin.biome, "check", "."], report: "none" };
const types: Tier = { name: "types", args: [bin.tsc, "--noEmit"], report: "none" };
const rules: Tier = { name: "rules", args: tsx("scripts/house-rules.ts"), report: "counts" };
const copies: Tier = { name: "copies", args: tsx("scripts/copies.ts"), report: "none" };
const vendors: Tier = { name: "vendors", args: tsx("scripts/vendors.ts", "--check"), report: "none" };
const unused: Tier = { name: "unused", args: [bin.knip], report: "none" };
const unit = vitest("unit", ["unit", "property"]);
const contract = vitest("contract", ["contract"]);
const engine = vitest("engine", ["engine"]);
const database = vitest("db", ["db"]);
/** What depends on the driver most, spoken to by Neon's; `npm run test:db:neon` is all of it. */
const neon = vitest("neon", ["db-neon"], ["db/", "lib/services/tenants", "lib/services/console/health"]);
const stack = vitest("stack", ["stack"]);
/** A few plays; `npm run simulate` has many. */
const simulation = vitest("simulation", ["simulation"]);
const journey: Tier = {
  name: "journey",
  args: tsx("scripts/journey.ts", "--json", "--scan"),
  report: "journey",
};
const browser: Tier = {
  name: "browser",
  args: [bin.playwright, "test", "--reporter=list,json"],
  report: "playwright",
  env: {
    PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile("browser"),
    PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile("browser"),
  },
};

/** `npm run check`: what needs no service and takes a minute or two. */
export const checkPhases: readonly Phase[] = [
  [
    [routes, types],
    [lint, rules, copies, unused],
  ],
  [[unit], [contract, vendors]],
];

/**
 * `npm test`: everything. Two lanes for two cores. Types are checked after the build, which writes the types of
 * the routes. The journey and the browser each start a stack of their own and mostly wait: side by side.
 */
export const testPhases: readonly Phase[] = [
  [
    [build, contents],
    [lint, rules, copies, unused],
  ],
  [
    [types, unit, contract, vendors, stack, neon],
    [engine, database],
  ],
  [[journey, simulation], [browser]],
];
