import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** One server action of the built app: a public address of its own, whoever links to it. */
export interface ActionRoute {
  /** What a browser posts to call it; changes with the build. */
  readonly id: string;
  /** `<file>#<exported name>`. */
  readonly name: string;
  /** A page that answers for it, as its address is written. */
  readonly page: string;
}

const manifest = z.object({
  node: z.record(
    z.string(),
    z.object({
      filename: z.string(),
      exportedName: z.string(),
      workers: z.record(z.string(), z.unknown()),
    }),
  ),
});
const routes = z.record(z.string(), z.string());
const json = (buildDir: string, file: string): unknown =>
  JSON.parse(readFileSync(join(buildDir, file), "utf8"));

/** Every server action of a build, by name. Errors: an action that no page answers for, by its name. */
export function readActions(buildDir: string): readonly ActionRoute[] {
  const addresses = routes.parse(json(buildDir, "app-path-routes-manifest.json"));
  const { node } = manifest.parse(json(buildDir, "server/server-reference-manifest.json"));
  return Object.entries(node)
    .map(([id, { filename, exportedName, workers }]) => {
      const name = `${filename}#${exportedName}`;
      const worker = Object.keys(workers).find((key) => key.endsWith("/page"));
      const page = worker && addresses[worker.replace(/^app/, "")];
      if (!page) throw new Error(`no page answers for ${name}`);
      return { id, name, page };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Every route handler of a build, by its address. Files that Next serves as they are have none. */
export function readHandlers(buildDir: string): readonly string[] {
  return Object.entries(routes.parse(json(buildDir, "app-path-routes-manifest.json")))
    .filter(([file, address]) => file.endsWith("/route") && !/\.(svg|ico|txt|xml)$/.test(address))
    .map(([, address]) => address)
    .sort();
}
