import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { envExample, withConfigurationTable } from "./checks/env-docs";

/** `npm run docs:env`: writes `.env.example` and the README's configuration table from `lib/config/env.ts`. */
const root = fileURLToPath(new URL("..", import.meta.url));
writeFileSync(join(root, ".env.example"), envExample());
const readme = join(root, "README.md");
const renewed = withConfigurationTable(readFileSync(readme, "utf8"));
if (renewed === null) {
  console.error("README.md has no markers for the configuration table.");
  process.exit(1);
}
writeFileSync(readme, renewed);
