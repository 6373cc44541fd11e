import { fileURLToPath } from "node:url";
import { main } from "./test/run-phases";
import { checkPhases } from "./test/tiers";

/** `npm run check`: format, lint, types, house rules, unused code, unit, property and contract tests. */
await main(fileURLToPath(new URL("..", import.meta.url)), checkPhases);
