import { describe, expect, it } from "vitest";
import { plant } from "./testing";
import { checkTime } from "./time";

const found = (path: string, text: string) => checkTime(plant({ [path]: text })).problems;

describe("the clock rule", () => {
  it.each([
    ["Date.now", "lib/services/a.ts", "export const at = Date.now();"],
    ["Date.now handed on", "lib/services/a.ts", "export const now = Date.now;"],
    ["the present Date", "e2e/simulators/a.ts", "export const at = new Date();"],
    ["the present as text", "lib/a.ts", "export const at = Date();"],
    ["a timer", "inngest/embedded/a.ts", "setTimeout(() => {}, 1);"],
    ["a global timer", "components/a.tsx", "window.setInterval(() => {}, 1);"],
    [
      "a timer module",
      "scripts/a.ts",
      'import { setTimeout as sleep } from "node:timers/promises";\nawait sleep(1);',
    ],
    ["a timed signal", "lib/a.ts", "export const s = AbortSignal.timeout(5);"],
    ["a stop-watch in the product", "lib/a.ts", "export const t = performance.now();"],
    ["SQL now() in a query", "db/queries/a.ts", "export const q = sql`select now()`;"],
    [
      "SQL current_timestamp in a query",
      "db/queries/a.ts",
      "export const q = sql`x < CURRENT_TIMESTAMP and $" + "{y}`;",
    ],
    ["a database default", "db/schema/a.ts", 'export const c = timestamp("at").defaultNow();'],
    [
      "a default in a migration",
      "db/migrations/0001_a.sql",
      'alter table a add "at" timestamptz default now();',
    ],
    [
      "a timer in a page's script",
      "e2e/simulators/page.ts",
      "export const p = html`<script>setTimeout(go, 5)</script>`;",
    ],
    ["waiting in a test", "lib/a.test.ts", "await new Promise((r) => setTimeout(r, 5));"],
  ])("objects to %s", (_, path, text) => {
    expect(found(path, text)).toMatchObject([{ path }]);
  });

  it("names the line", () => {
    expect(found("lib/a.ts", "export const a = 1;\n\nexport const at = Date.now();")).toMatchObject([
      { line: 3 },
    ]);
  });

  it.each([
    ["a given instant", "export const at = new Date(given);"],
    ["a clock", "export const at = clock.now();"],
    ["a clock in a text", 'export const text = "waits until clock.now() is past it";'],
    ["words in a comment", "// not Date.now(), and no setTimeout() either\nexport const a = 1;"],
    ["a name that only looks alike", "export const a = plan.snow() + dateNow;"],
  ])("has nothing against %s", (_, text) => {
    expect(found("lib/a.ts", text)).toEqual([]);
  });

  it("leaves the clock itself alone", () => {
    expect(found("lib/clock.ts", "export const at = Date.now();")).toEqual([]);
  });
});
