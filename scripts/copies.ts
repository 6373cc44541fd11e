import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/**
 * Looks for code that two connector folders share: twelve lines or more. What vendors have in common belongs into
 * `lib/connectors/*.ts`. Exits 1 and names both places.
 */
const LINES_MIN = 12;
const root = fileURLToPath(new URL("..", import.meta.url));
const place = z.object({ name: z.string(), start: z.number(), end: z.number() });
const report = z.object({
  duplicates: z.array(z.object({ lines: z.number(), firstFile: place, secondFile: place })),
  statistics: z.object({ total: z.object({ sources: z.number() }) }),
});

const vendorOf = (path: string) => /lib\/connectors\/([^/]+)\//.exec(path)?.[1] ?? null;

const dir = mkdtempSync(join(tmpdir(), "lintel-copies-"));
try {
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      "node_modules/jscpd/bin/jscpd",
      ...["--min-lines", String(LINES_MIN), "--min-tokens", "50", "--mode", "mild"],
      ...["--reporters", "json", "--output", dir, "--silent", "--format", "typescript"],
      "lib/connectors",
    ],
    { cwd: root, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`jscpd ended with ${status}: ${stderr}`);
  const { duplicates, statistics } = report.parse(
    JSON.parse(readFileSync(join(dir, "jscpd-report.json"), "utf8")),
  );
  if (statistics.total.sources === 0) throw new Error("no connector was looked at");
  const shared = duplicates.filter(({ firstFile, secondFile }) => {
    const vendors = [vendorOf(firstFile.name), vendorOf(secondFile.name)];
    return vendors[0] !== null && vendors[1] !== null && vendors[0] !== vendors[1];
  });
  for (const { lines, firstFile, secondFile } of shared)
    console.error(
      `${lines} lines: ${firstFile.name}:${firstFile.start} and ${secondFile.name}:${secondFile.start}`,
    );
  process.exitCode = shared.length > 0 ? 1 : 0;
} finally {
  rmSync(dir, { recursive: true, force: true });
}
