import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Counts } from "../test/counts";
import { type CarriedFile, carriedFiles } from "./carried-files";
import { brokenRules, buildRules } from "./rules";

const SHOWN_MAX = 10;
const manifest = z.object({ devDependencies: z.record(z.string(), z.string()) });

/** Fewer would mean that traces or maps are no longer where they are looked for, and everything would pass. */
const LEAST: Readonly<Record<CarriedFile["how"], number>> = { traced: 100, bundled: 100, copied: 0 };

/** Holds what the build in `root` takes along against the rules. Counts each rule as one test. */
export function judgeBuild(root: string, say: (line: string) => void): Counts {
  const { devDependencies } = manifest.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  const rules = buildRules(Object.keys(devDependencies));
  const carried = carriedFiles(root);
  for (const [how, least] of Object.entries(LEAST)) {
    const count = carried.filter((file) => file.how === how).length;
    say(`${count} files ${how}`);
    if (count < least)
      throw new Error(`Only ${count} files are ${how}: this check no longer sees what a build carries.`);
  }
  const broken = brokenRules(carried, rules);
  for (const { rule, files } of broken) {
    say(`Broken: ${rule}.`);
    for (const { path, how } of files.slice(0, SHOWN_MAX)) say(`  ${path} is ${how}`);
    if (files.length > SHOWN_MAX) say(`  and ${files.length - SHOWN_MAX} more`);
  }
  return { passed: rules.length - broken.length, failed: broken.length, skipped: 0 };
}
