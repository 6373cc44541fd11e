import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "./fixtures";
import { builtRoutes } from "./fuzz/routes";
import { fuzz } from "./fuzz/run";
import { prepareTarget } from "./fuzz/target";
import { STATE_FILE } from "./site";

const BUILD = join(dirname(dirname(fileURLToPath(import.meta.url))), ".next");
/** Always the same here; `npm run soak` takes another each time. */
const SEED = 20_261_122;
const REQUESTS = 800;

test("of thousands of requests nobody should send none is accepted, a 5xx or without an end", async ({
  site,
}) => {
  test.setTimeout(600_000);
  const state = JSON.parse(readFileSync(STATE_FILE, "utf8")) as {
    cookies: { name: string; value: string }[];
  };
  const session = state.cookies.find((cookie) => cookie.name.endsWith("session-token"))?.value ?? "";
  const target = await prepareTarget({ ...site, session });
  const result = await fuzz(target, { routes: builtRoutes(BUILD), requests: REQUESTS, seed: SEED });
  expect(result.problems).toEqual([]);
  expect(result.requests).toBeGreaterThan(REQUESTS / 2);
  // The good session got through, or the pages' own input was never reached.
  const shown = [...result.statuses.keys()].filter((key) => /^\/\[installation\]\/\S+ 200$/.test(key));
  expect(shown).not.toEqual([]);
});
