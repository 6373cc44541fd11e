import { fileURLToPath } from "node:url";
import { main } from "./test/run-phases";
import { testPhases } from "./test/tiers";

/** `npm test`: every tier. */
await main(fileURLToPath(new URL("..", import.meta.url)), testPhases);
