import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

const root = fileURLToPath(new URL("./", import.meta.url));
const alias = { "@": root.replace(/\/$/, ""), "server-only": `${root}scripts/empty.ts` };
const ignored = ["**/node_modules/**", "**/.next/**", "**/.data/**"];

type TestOptions = NonNullable<TestProjectInlineConfiguration["test"]>;

/** One project a tier, so that each can be run and counted by itself. */
const tier = (name: string, options: TestOptions): TestProjectInlineConfiguration => ({
  resolve: { alias },
  test: {
    name,
    pool: "forks",
    testTimeout: 20_000,
    hookTimeout: 60_000,
    ...options,
    exclude: [...ignored, ...(options.exclude ?? [])],
  },
});

/**
 * A worker for each core, and files of one worker share what they import: loading it anew for each file took
 * longer than the tests. So no test file may leave anything changed in a module, the environment or a global.
 */
const shared: TestOptions = { isolate: false, maxWorkers: "100%" };
/** Each file in a process of its own, one after the other: these start processes and count on being alone. */
const alone: TestOptions = { isolate: true, maxWorkers: 1 };

const FIXED_SEED = ["./scripts/test/fixed-seed.setup.ts"];

const database: TestOptions = {
  include: ["**/*.db.test.ts"],
  testTimeout: 60_000,
  globalSetup: ["./db/testing.setup.ts"],
};

export default defineConfig({
  test: {
    passWithNoTests: false,
    projects: [
      tier("unit", {
        ...shared,
        // Some start a compiler or read the whole tree, on machines that do other things too.
        testTimeout: 120_000,
        setupFiles: FIXED_SEED,
        include: ["**/*.test.{ts,tsx}"],
        exclude: ["**/*.{property,db,contract,live,engine,stack,sim}.test.ts"],
      }),
      tier("property", {
        ...shared,
        include: ["**/*.property.test.ts"],
        testTimeout: 120_000,
        setupFiles: FIXED_SEED,
      }),
      tier("contract", { ...shared, include: ["**/*.contract.test.ts"], testTimeout: 60_000 }),
      tier("db", { ...shared, ...database, provide: { driver: "node-postgres" } }),
      tier("db-neon", {
        ...shared,
        ...database,
        provide: { driver: "neon" },
        // About the server and the stand-in themselves, which have one driver each.
        exclude: ["db/embedded/**", "db/test-server.db.test.ts", "db/neon-shim.db.test.ts"],
      }),
      tier("engine", { ...alone, include: ["**/*.engine.test.ts"], testTimeout: 120_000 }),
      // One play at a time in a process: it seeds what is random there.
      tier("simulation", {
        isolate: true,
        maxWorkers: "100%",
        include: ["**/*.sim.test.ts"],
        testTimeout: 600_000,
        globalSetup: ["./db/testing.setup.ts"],
        provide: { driver: "node-postgres" },
      }),
      tier("stack", { ...alone, include: ["**/*.stack.test.ts"], testTimeout: 300_000 }),
    ],
  },
});
