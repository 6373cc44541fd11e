import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { addItems, mapItems } from "./journey/items";
import { type Played, play } from "./journey/play";
import { type OtherDoors, playRights } from "./journey/play-rights";
import { setUp } from "./journey/set-up";
import { connectSystems, type Systems, type SystemUrls } from "./journey/systems";
import { buildingOf, type OwnStack, VENDORS, type VendorJourney } from "./journey/vendors";
import { scanAfterJourney } from "./scan/after-journey";
import { type BrowserWatch, watchBrowser } from "./scan/browser";
import { FREE_PORTS } from "./stack/ports";
import { loadSecrets } from "./stack/secrets";
import { startStack } from "./stack/stack";
import { temporaryDataDir } from "./stack/temporary";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    attach: { type: "string" },
    /** "all": instead of bookings alone, every right the platform sells, mapped through the console. */
    rights: { type: "string" },
    /** Another vendor than Akiles, by its id. Every right is played. */
    vendor: { type: "string" },
    /** Afterwards looks for secrets and personal data in all it left behind. */
    scan: { type: "boolean", default: false },
  },
});
/** Of the scan; null = none was asked for. */
let findings: number | null = null;
const say = (line: string) => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);

async function attached(app: string): Promise<SystemUrls> {
  const links = (await (await fetch(`${app}/api/demo`)).json()) as Partial<SystemUrls>;
  if (!links.nexudus || !links.akiles || !links.engine)
    throw new Error(`${app} is not a Lintel in simulator mode.`);
  return { app, engine: links.engine, nexudus: links.nexudus, akiles: links.akiles };
}

const vendor = VENDORS.find((one) => one.id === values.vendor);
const isEveryRight = values.rights === "all" || values.vendor !== undefined;
if (values.vendor !== undefined && values.vendor !== "akiles" && !vendor) {
  process.stderr.write(`--vendor knows only: akiles, ${VENDORS.map(({ id }) => id).join(", ")}\n`);
  process.exit(2);
}
if (values.rights !== undefined && values.rights !== "all") {
  process.stderr.write("--rights knows only: all\n");
  process.exit(2);
}

/** Through the browser: install, connect, map, preview, activate; then every story, twice; then the scan, if any. */
async function journey(
  urls: SystemUrls,
  own: OwnStack | null,
  scan?: (watch: BrowserWatch | undefined) => Promise<void>,
): Promise<number> {
  const world = connectSystems(urls);
  const played: Played[] = [];
  let watch: BrowserWatch | undefined;
  const site = await setUp(
    world,
    say,
    (page) => {
      watch = watchBrowser(page, urls.app);
    },
    isEveryRight ? (business) => addItems(world, business) : undefined,
    vendor && own ? { vendor, own } : undefined,
  );
  try {
    if (isEveryRight) await mapItems(site, world.urls.app, say);
    const ways = await site.waysOfKeepingTime();
    for (const windows of ways) {
      if (ways.length > 1) await site.setVendorWindows(windows === "vendor");
      say(`Playing the stories with ${windows === "vendor" ? "the vendor's own windows" : "timers only"}...`);
      played.push(
        isEveryRight
          ? await playRights(world, {
              windows,
              site,
              ...(vendor && own ? { doors: doorsOf(world, vendor, own) } : {}),
            })
          : await play(world, {
              windows,
              door: site.door,
              cast: (story) => site.cast(`${story} (${windows})`),
            }),
      );
    }
    await scan?.(watch);
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
    ...(findings === null ? {} : { findings }),
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
  return wrong.length === 0 && !findings ? 0 : 1;
}

/** From the first story on that vendor's doors are asked. */
const doorsOf = (world: Systems, vendor: VendorJourney, own: OwnStack): OtherDoors => ({
  ...vendor,
  cast: async (names) => world.goTo(buildingOf(vendor, own, (member) => names.get(member))),
});

async function main(): Promise<number> {
  if (values.attach && values.scan) throw new Error("To scan a Lintel that runs: npm run scan:secrets");
  if (values.attach && vendor) throw new Error("--vendor plays on a Lintel of its own: leave --attach out.");
  if (values.attach) return journey(await attached(values.attach.replace(/\/$/, "")), null);
  const dataDir = temporaryDataDir("journey");
  const exchange = join(dataDir, "exchange.txt");
  const ports = FREE_PORTS;
  const stack = await startStack({ dataDir, ports, say, ...(values.scan ? { record: exchange } : {}) });
  const crashDatabase = () => stack.crash("database");
  const scan = async (watch: BrowserWatch | undefined) => {
    const { urls } = stack;
    findings = await scanAfterJourney({
      dataDir,
      urls,
      exchange,
      crashDatabase,
      say,
      ...(watch && { watch }),
    });
  };
  let code = 1;
  try {
    const own = { urls: stack.urls, secrets: loadSecrets(dataDir).secrets };
    code = await journey(stack.urls, own, values.scan ? scan : undefined);
  } finally {
    await stack.stop();
    if (code === 0) rmSync(dataDir, { recursive: true, force: true });
    else say(`Logs and data of this run: ${dataDir}`);
    if (findings !== null) say(`${findings} findings`);
  }
  return code;
}

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : "The journey could not be played."}\n`);
    process.exit(1);
  });
