import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { z } from "zod";

/** A file that a build takes along to where the app runs. */
export interface CarriedFile {
  /** From the project's root, with slashes. */
  readonly path: string;
  /** `traced`: read at run time; `bundled`: part of the server's code; `copied`: lies in the standalone folder. */
  readonly how: "traced" | "bundled" | "copied";
}

const trace = z.object({ files: z.array(z.string()) });
const map = z.object({ sources: z.array(z.string()).default([]) });
const sourceMap = z.union([
  z
    .object({ sections: z.array(z.object({ map })) })
    .transform(({ sections }) => sections.map((each) => each.map)),
  map.transform((one) => [one]),
]);

/** Everything the build in `root`/.next takes along, each path once. Errors: a plain one when there is no build. */
export function carriedFiles(root: string): CarriedFile[] {
  const built = join(root, ".next");
  if (!existsSync(join(built, "BUILD_ID"))) throw new Error(`There is no build in ${built}.`);
  const carried = new Map<string, CarriedFile["how"]>();
  const take = (file: string, how: CarriedFile["how"]) => {
    const path = relative(root, file).split(sep).join("/");
    if (!carried.has(path)) carried.set(path, how);
  };
  const standalone = join(built, "standalone");
  for (const file of filesBelow(built, standalone)) {
    if (file.endsWith(".nft.json"))
      for (const each of trace.parse(readJson(file)).files) take(resolve(dirname(file), each), "traced");
    if (file.endsWith(".js.map") && file.startsWith(join(built, "server")))
      for (const each of sourcesOf(file)) take(each, "bundled");
  }
  for (const file of filesBelow(standalone)) take(join(root, relative(standalone, file)), "copied");
  return [...carried].map(([path, how]) => ({ path, how }));
}

/** Whether the build is one to be started by itself (`server.js` and all it needs), as on a machine of one's own. */
export const isStandalone = (root: string): boolean =>
  existsSync(join(root, ".next", "standalone", "server.js"));

/** Sources are written as addresses relative to the map; those of the bundler itself have a scheme. */
function sourcesOf(file: string): string[] {
  return sourceMap
    .parse(readJson(file))
    .flatMap(({ sources }) => sources)
    .filter((source) => !/^[a-z]+:/.test(source))
    .map((source) => resolve(dirname(file), decodeURIComponent(source)));
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

function* filesBelow(dir: string, except?: string): Generator<string> {
  if (dir === except || !existsSync(dir)) return;
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path, except);
    else yield path;
  }
}
