import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Played, play } from "./journey/play";
import { setUp } from "./journey/set-up";
import { connectSystems, type SystemUrls } from "./journey/systems";
import { startStack } from "./stack/stack";
import { temporaryDataDir } from "./stack/temporary";

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, attach: { type: "string" } },
});
const say = (line: string) => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);

async function attached(app: string): Promise<SystemUrls> {
  const links = (await (await fetch(`${app}/api/demo`)).json()) as Partial<SystemUrls>;
  if (!links.nexudus || !links.akiles || !links.engine)
    throw new Error(`${app} is not a Lintel in simulator mode.`);
  return { app, engine: links.engine, nexudus: links.nexudus, akiles: links.akiles };
}

/** Through the browser: install, connect, map, preview, activate; then every story, twice. */
async function journey(urls: SystemUrls): Promise<number> {
  const world = connectSystems(urls);
  const played: Played[] = [];
  const site = await setUp(world, say);
  try {
    for (const windows of ["vendor", "timers"] as const) {
      await site.setVendorWindows(windows === "vendor");
      say(`Playing the stories with ${windows === "vendor" ? "the vendor's own windows" : "timers only"}...`);
      played.push(
        await play(world, { windows, door: site.door, cast: (story) => site.cast(`${story} (${windows})`) }),
      );
    }
  } finally {
    await site.close();
  }
  const verdicts = played.flatMap((row) => row.verdicts);
  const wrong = verdicts.filter((verdict) => !verdict.right);
  const result = {
    steps: played.reduce((sum, row) => sum + row.steps, 0),
    verdicts: { right: verdicts.length - wrong.length, wrong: wrong.length, all: verdicts },
    grantLateMs: Math.max(0, ...played.flatMap((row) => row.grantLateMs)),
    revokeLateMs: Math.max(0, ...played.flatMap((row) => row.revokeLateMs)),
  };
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    for (const verdict of verdicts)
      say(
        `${verdict.right ? "ok   " : "WRONG"} [${verdict.windows}] ${verdict.story}: ${verdict.what} -> ${verdict.seen}${verdict.right ? "" : ` (expected ${verdict.expected})`}`,
      );
    say(
      `steps ${result.steps}, verdicts ${result.verdicts.right} right, ${result.verdicts.wrong} wrong, grantLateMs ${result.grantLateMs}, revokeLateMs ${result.revokeLateMs}`,
    );
  }
  return wrong.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  if (values.attach) return journey(await attached(values.attach.replace(/\/$/, "")));
  const dataDir = temporaryDataDir("journey");
  const stack = await startStack({ dataDir, ports: { app: 0, engine: 0, nexudus: 0, akiles: 0 }, say });
  let code = 1;
  try {
    code = await journey(stack.urls);
  } finally {
    await stack.stop();
    if (code === 0) rmSync(dataDir, { recursive: true, force: true });
    else say(`Logs and data of this run: ${dataDir}`);
  }
  return code;
}

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : "The journey could not be played."}\n`);
    process.exit(1);
  });
