import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { makeCopy } from "../mutants/copy";
import { ensureBuilt } from "../stack/build";
import { ROOT } from "../stack/stack";
import { type Counts, sum, sumLine } from "../test/counts";
import { isStandalone } from "./carried-files";
import { judgeBuild } from "./judge";
import { startAlone } from "./start-alone";

/**
 * `npm run build:check`: makes the build for a machine of one's own and the one Vercel makes, holds what each takes
 * along against the rules, and starts the first one.
 */
const say = (line: string) => console.log(line);
const one = (what: string, isRight: boolean): Counts => {
  say(`${isRight ? "ok    " : "FAILED"} ${what}`);
  return { passed: isRight ? 1 : 0, failed: isRight ? 0 : 1, skipped: 0 };
};

async function standalone(): Promise<Counts> {
  ensureBuilt(ROOT, say);
  say("Standalone:");
  const judged = judgeBuild(ROOT, say);
  const { status, health } = await startAlone(ROOT);
  say(`/api/health answered ${status} ${JSON.stringify(health)}`);
  return sum([
    judged,
    one("it is one to be started by itself", isStandalone(ROOT)),
    one("it starts far from the project and answers for its health", status === 200),
  ]);
}

function vercel(): Counts {
  const copy = makeCopy(ROOT, { forBuild: true });
  try {
    say("Vercel's (about half a minute):");
    const built = spawnSync(process.execPath, [join(copy.dir, "node_modules/next/dist/bin/next"), "build"], {
      cwd: copy.dir,
      env: { ...process.env, VERCEL: "1", NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
      encoding: "utf8",
    });
    if (built.status !== 0) {
      say(`${built.stdout}${built.stderr}`);
      return one("it is built", false);
    }
    return sum([
      judgeBuild(copy.dir, say),
      one("it is none to be started by itself", !isStandalone(copy.dir)),
    ]);
  } finally {
    copy.remove();
  }
}

const total = sum([await standalone(), vercel()]);
say(sumLine(total));
process.exitCode = total.failed === 0 ? 0 : 1;
