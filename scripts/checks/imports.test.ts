import { describe, expect, it } from "vitest";
import { checkImports } from "./imports";
import { plant } from "./testing";

const files = {
  "lib/clock.ts": "export const clock = 1;",
  "lib/config/env.ts": "export const env = 1;",
  "lib/access/types.ts": "export interface Id { readonly id: string }\nexport const made = 1;",
  "lib/access/plan.ts": 'import type { Id } from "./types";\nexport const plan = (id: Id) => id;',
  "lib/connectors/contract.ts": "export interface Connector { readonly id: string }",
  "lib/connectors/akiles/api.ts":
    'import type { Id } from "@/lib/access/types";\nimport { clock } from "@/lib/clock";\nexport const api = (id: Id) => [id, clock];',
  "lib/connectors/brivo/api.ts": "export const api = 1;",
  "lib/services/views.ts": "export interface View { readonly name: string }\nexport const read = 1;",
  "lib/services/verb.ts": 'import { rows } from "@/db/queries/rows";\nexport const verb = rows;',
  "db/client.ts": "export const connect = 1;",
  "db/queries/rows.ts": "export const rows = 1;",
  "components/card.tsx":
    'import type { View } from "@/lib/services/views";\nexport const card = (v: View) => v;',
  "app/runtime.ts":
    'import { connect } from "@/db/client";\nimport { send } from "@/inngest/client";\nexport const runtime = [connect, send];',
  "app/page.tsx": 'import { verb } from "@/lib/services/verb";\nexport const page = verb;',
  "inngest/events.ts": "export interface Touched { readonly id: string }\nexport const touched = 1;",
  "inngest/client.ts": "export const send = 1;",
  "inngest/embedded/engine.ts": 'import { clock } from "../../lib/clock";\nexport const engine = clock;',
  "e2e/simulators/akiles/world.ts":
    'import { clock } from "../../../lib/clock";\nexport const world = clock;',
  "e2e/simulation/types.ts": "export interface Told { readonly seed: number }",
  "e2e/simulation/desk.ts": 'import { world } from "../simulators/akiles/world";\nexport const desk = world;',
  "e2e/simulation/oracle/index.ts":
    'import { Temporal } from "temporal-polyfill";\nimport type { Told } from "../types";\nexport const judge = (told: Told) => [told, Temporal];',
} as const;

const violations = async (more: Readonly<Record<string, string>>) => {
  const { problems } = await checkImports(plant({ ...files, ...more }));
  return problems.map(({ path, message }) => `${path}: ${message.replace(/:.*/s, "")}`);
};

describe("import rules", () => {
  it("has nothing to say about a tree that keeps to them", async () => {
    expect(await violations({})).toEqual([]);
  });

  it.each([
    ["a package in the core", "lib/access/plan.ts", 'import { z } from "zod";\nexport const p = z;'],
    [
      "a Node module in the core",
      "lib/access/plan.ts",
      'import { join } from "node:path";\nexport const p = join;',
    ],
    [
      "the clock in the core",
      "lib/access/plan.ts",
      'import { clock } from "@/lib/clock";\nexport const p = clock;',
    ],
    [
      "one connector in another",
      "lib/connectors/akiles/api.ts",
      'import { api } from "../brivo/api";\nexport const a = api;',
    ],
    [
      "the environment in a connector",
      "lib/connectors/akiles/api.ts",
      'import { env } from "@/lib/config/env";\nexport const a = env;',
    ],
    [
      "values of the core in a connector",
      "lib/connectors/akiles/api.ts",
      'import { made } from "@/lib/access/types";\nexport const a = made;',
    ],
    [
      "data access in a component",
      "components/card.tsx",
      'import { verb } from "@/lib/services/verb";\nexport const c = verb;',
    ],
    [
      "values of the views in a component",
      "components/card.tsx",
      'import { read } from "@/lib/services/views";\nexport const c = read;',
    ],
    [
      "queries in a page",
      "app/page.tsx",
      'import { rows } from "@/db/queries/rows";\nexport const p = rows;',
    ],
    [
      "the database client in a page",
      "app/page.tsx",
      'import { connect } from "@/db/client";\nexport const p = connect;',
    ],
    [
      "queries in the wiring",
      "app/runtime.ts",
      'import { rows } from "@/db/queries/rows";\nexport const r = rows;',
    ],
    [
      "the Inngest client in a service",
      "lib/services/verb.ts",
      'import { send } from "@/inngest/client";\nexport const v = send;',
    ],
    [
      "values of the events in a service",
      "lib/services/verb.ts",
      'import { touched } from "@/inngest/events";\nexport const v = touched;',
    ],
    [
      "a service in the database layer",
      "db/client.ts",
      'import { verb } from "@/lib/services/verb";\nexport const d = verb;',
    ],
    [
      "the product in the embedded engine",
      "inngest/embedded/engine.ts",
      'import type { View } from "../../lib/services/views";\nexport const e = (v: View) => v;',
    ],
    [
      "the product in a simulator",
      "e2e/simulators/akiles/world.ts",
      'import { api } from "../../../lib/connectors/akiles/api";\nexport const w = api;',
    ],
    [
      "the product in the oracle",
      "e2e/simulation/oracle/index.ts",
      'import type { Id } from "../../../lib/access/types";\nexport const judge = (id: Id) => id;',
    ],
    [
      "the clock in the oracle",
      "e2e/simulation/oracle/index.ts",
      'import { clock } from "@/lib/clock";\nexport const judge = clock;',
    ],
    [
      "a simulator in the oracle",
      "e2e/simulation/oracle/index.ts",
      'import { world } from "../../simulators/akiles/world";\nexport const judge = world;',
    ],
    [
      "the player in the oracle",
      "e2e/simulation/oracle/index.ts",
      'import { desk } from "../desk";\nexport const judge = desk;',
    ],
    [
      "anything at all in what the oracle is told",
      "e2e/simulation/types.ts",
      'import type { View } from "@/lib/services/views";\nexport interface Told { readonly view: View }',
    ],
    [
      "test code in the product",
      "lib/services/verb.ts",
      'import { fake } from "./testing/fake";\nexport const v = fake;',
    ],
  ])("objects to %s", async (_, path, text) => {
    const found = await violations({
      "lib/services/testing/fake.ts": "export const fake = 1;",
      [path]: text,
    });
    expect(found.filter((line) => line.startsWith(`${path}: imports`))).not.toEqual([]);
  });

  it("objects to a cycle", async () => {
    const found = await violations({
      "lib/services/a.ts": 'import { b } from "./b";\nexport const a = () => b;',
      "lib/services/b.ts": 'import { a } from "./a";\nexport const b = () => a;',
    });
    expect(found.some((line) => line.includes("(no cycle"))).toBe(true);
  });

  it("lets services name event types, and tests reach what they test with", async () => {
    const found = await violations({
      "lib/services/verb.ts":
        'import type { Touched } from "@/inngest/events";\nexport const v = (t: Touched) => t;',
      "lib/connectors/akiles/api.test.ts":
        'import { world } from "@/e2e/simulators/akiles/world";\nexport const t = world;',
    });
    expect(found).toEqual([]);
  });
});
