import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SOURCES = ["app", "components", "lib", "db", "inngest", "public"];
const FILES = [
  "package-lock.json",
  "next.config.mjs",
  "postcss.config.mjs",
  "tsconfig.json",
  "proxy.ts",
  "instrumentation.ts",
  "instrumentation-node.ts",
];
const SKIPPED = /(\.test\.tsx?|\.log)$|^(embedded|migrations|fixtures|testing)$/;

function* filesOf(dir: string): Generator<string> {
  if (!existsSync(dir)) return;
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (SKIPPED.test(entry.name)) continue;
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* filesOf(path);
    else yield path;
  }
}

/** What the build was made from, by content. */
function fingerprint(root: string): string {
  const hash = createHash("sha256");
  for (const path of [
    ...SOURCES.flatMap((dir) => [...filesOf(join(root, dir))]),
    ...FILES.map((file) => join(root, file)),
  ].sort()) {
    if (!existsSync(path) || !statSync(path).isFile()) continue;
    hash.update(path.slice(root.length)).update(readFileSync(path));
  }
  return hash.digest("hex");
}

/** Builds the app unless the last build was made from the very same sources. Returns the server's script. */
export function ensureBuilt(root: string, say: (line: string) => void): string {
  const stamp = join(root, ".next", "lintel-build");
  const server = join(root, ".next", "standalone", "server.js");
  const wanted = fingerprint(root);
  if (existsSync(server) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return server;
  say("Building the app (about half a minute)...");
  const built = spawnSync(process.execPath, [join(root, "node_modules/next/dist/bin/next"), "build"], {
    cwd: root,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
    encoding: "utf8",
  });
  if (built.status !== 0) throw new Error(`The app could not be built:\n${built.stdout}${built.stderr}`);
  cpSync(join(root, ".next", "static"), join(root, ".next", "standalone", ".next", "static"), {
    recursive: true,
  });
  if (existsSync(join(root, "public")))
    cpSync(join(root, "public"), join(root, ".next", "standalone", "public"), { recursive: true });
  writeFileSync(stamp, wanted);
  return server;
}
