import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { codeOf } from "./code";
import { fixturesReadme, readmeOf, vendorPage } from "./pages";
import { withVendor } from "./registry";
import { readVendorName } from "./vendor-name";

const REGISTRY = "lib/connectors/registry.ts";

export type Written =
  | { readonly ok: true; readonly id: string; readonly paths: readonly string[] }
  /** Nothing was written. */
  | { readonly ok: false; readonly because: string };

/** Writes a new connector's folder, page and line in the registry, formatted. All or nothing. */
export function writeConnector(root: string, text: string): Written {
  const refuse = (because: string): Written => ({ ok: false, because });
  const name = readVendorName(text);
  if (typeof name === "string") return refuse(name);
  const folder = `lib/connectors/${name.id}`;
  const page = `docs/vendors/${name.id}.md`;
  for (const path of [folder, page])
    if (existsSync(join(root, path))) return refuse(`${path} is there already.`);
  const registry = withVendor(readFileSync(join(root, REGISTRY), "utf8"), name);
  if (registry === null)
    return refuse(`${REGISTRY} cannot be extended: it knows ${name.camel}, or has another shape.`);

  const files = new Map<string, string>([
    ...Object.entries(codeOf(name)).map(([file, code]) => [`${folder}/${file}`, code.trimStart()] as const),
    [`${folder}/README.md`, readmeOf(name)],
    [`${folder}/fixtures/README.md`, fixturesReadme],
    [page, vendorPage(name)],
    [REGISTRY, registry],
  ]);
  for (const [path, content] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const paths = [...files.keys()];
  format(root, paths);
  return { ok: true, id: name.id, paths };
}

/** Line breaks depend on the length of the name; the formatter knows where they go. */
function format(root: string, paths: readonly string[]): void {
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const done = spawnSync(process.execPath, [biome, "check", "--write", ...paths], {
    cwd: root,
    encoding: "utf8",
  });
  if (done.status !== 0)
    throw new Error(`What was written could not be formatted:\n${done.stdout}${done.stderr}`);
}
