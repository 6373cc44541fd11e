import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("./", import.meta.url));
const alias = { "@": root.replace(/\/$/, ""), "server-only": `${root}scripts/empty.ts` };
const ignored = ["**/node_modules/**", "**/.next/**", "**/.data/**"];

/** One project a tier, so that each can be run and counted by itself. */
const tier = (name: string, include: string[], exclude: string[] = [], timeoutMs = 20_000) => ({
  resolve: { alias },
  test: {
    name,
    include,
    exclude: [...ignored, ...exclude],
    pool: "forks" as const,
    testTimeout: timeoutMs,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
});

export default defineConfig({
  test: {
    passWithNoTests: false,
    projects: [
      tier("unit", ["**/*.test.{ts,tsx}"], ["**/*.{property,db,contract,live,engine,stack}.test.ts"]),
      tier("property", ["**/*.property.test.ts"], [], 120_000),
      tier("contract", ["**/*.contract.test.ts"], [], 60_000),
      {
        ...tier("db", ["**/*.db.test.ts"], [], 60_000),
        test: { ...tier("db", ["**/*.db.test.ts"], [], 60_000).test, globalSetup: ["./db/testing.setup.ts"] },
      },
      tier("engine", ["**/*.engine.test.ts"], [], 120_000),
      tier("stack", ["**/*.stack.test.ts"], [], 300_000),
    ],
  },
});
