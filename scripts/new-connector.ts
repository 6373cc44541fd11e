import { fileURLToPath } from "node:url";
import { writeConnector } from "./new-connector/write-connector";

/** `npm run new:connector -- <name>`: the folder of a sixth vendor, with everything in it that is not yet true. */
const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const [name = "", ...rest] = process.argv.slice(2);
const written = writeConnector(root, rest.length === 0 ? name : [name, ...rest].join(" "));
if (!written.ok) {
  console.error(written.because);
  process.exit(1);
}
for (const path of written.paths) console.log(path);
console.log(`
Every case of the battery that can run is red now:
  npx vitest run --project contract lib/connectors/${written.id}
docs/add-a-vendor.md goes on from here.`);
