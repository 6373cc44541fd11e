import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One page of the built app, as its address is written: `/[installation]/members/[id]`. */
export type PageRoute = string;

/** What the parameters of a page's address can be filled with. */
export interface PageIds {
  readonly installation: string;
  readonly connection: string;
  readonly member: string;
  readonly preview: string;
}

const MANIFEST = "app-path-routes-manifest.json";
/** Next's own pages for errors: shown in place of others, never asked for. */
const INTERNAL = /^\/_/;

/** Every page of a build, by its address; routes that answer for themselves are not pages. */
export function readPages(buildDir: string): readonly PageRoute[] {
  const routes = JSON.parse(readFileSync(join(buildDir, MANIFEST), "utf8")) as Readonly<
    Record<string, string>
  >;
  const pages = Object.entries(routes)
    .filter(([file, address]) => file.endsWith("/page") && !INTERNAL.test(address))
    .map(([, address]) => address);
  return [...new Set(pages)].sort();
}

/** Which id stands behind `[id]`, by the folder before it. */
const BEHIND_ID: Readonly<Record<string, keyof PageIds>> = {
  connections: "connection",
  members: "member",
  preview: "preview",
};

/** The address of a page with real ids. Errors: a parameter nobody has filled yet, by its route. */
export function fillPage(route: PageRoute, ids: PageIds): string {
  const parts = route.split("/");
  return parts
    .map((part, at) => {
      if (part === "[installation]") return ids.installation;
      const name = part === "[id]" ? BEHIND_ID[parts[at - 1] ?? ""] : undefined;
      if (name) return ids[name];
      if (part.startsWith("[")) throw new Error(`${route}: say in ${import.meta.url} what ${part} is`);
      return part;
    })
    .join("/");
}
