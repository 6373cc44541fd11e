import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { withColumnTables } from "./checks/data-docs";

/** `npm run docs:data`: writes the tables of `docs/data.md` from `db/schema/comments.ts`. */
const path = fileURLToPath(new URL("../docs/data.md", import.meta.url));
const renewed = withColumnTables(readFileSync(path, "utf8"));
if (renewed === null) {
  console.error("docs/data.md has no markers for its tables of columns.");
  process.exit(1);
}
writeFileSync(path, renewed);
