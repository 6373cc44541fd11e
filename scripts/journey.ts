import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright";
import { addItems, mapItems } from "./journey/items";
import { type Played, play } from "./journey/play";
import { ON_THE_MINUTE, playRights } from "./journey/play-rights";
import { setUp } from "./journey/set-up";
import { setUpVendors } from "./journey/set-up-vendors";
import { connectSystems, type Systems, type SystemUrls } from "./journey/systems";
import { type OwnStack, VENDORS } from "./journey/vendors";
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
    /** A vendor by its id, several joined by commas or "all", in one installation. Every right is played. */
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

const asked = values.vendor?.split(",") ?? [];
const vendors = values.vendor === "all" ? VENDORS : VENDORS.filter((one) => asked.includes(one.id));
if (values.vendor !== "all" && vendors.length < asked.length) {
  process.stderr.write(`--vendor knows only: all, ${VENDORS.map(({ id }) => id).join(", ")}\n`);
  process.exit(2);
}
if (values.rights !== undefined && values.rights !== "all") {
  process.stderr.write("--rights knows only: all\n");
  process.exit(2);
}

type Scan = (watch: BrowserWatch | undefined) => Promise<void>;

/** Through the browser: install, connect, map, preview, activate; then every story; then the scan, if any. */
async function journey(urls: SystemUrls, own: OwnStack | null, scan?: Scan): Promise<number> {
  const world = connectSystems(urls);
  let watch: BrowserWatch | undefined;
  const onPage = (page: Page) => {
    watch = watchBrowser(page, urls.app);
  };
  const scanNow = async () => scan?.(watch);
  const played =
    own && vendors.length > 0
      ? [await withVendors(world, own, onPage, scanNow)]
      : await withAkiles(world, onPage, scanNow);
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

/** Akiles alone: bookings or every right, once with the vendor's windows and once with timers only. */
async function withAkiles(
  world: Systems,
  onPage: (page: Page) => void,
  scanNow: () => Promise<void>,
): Promise<Played[]> {
  const isEveryRight = values.rights === "all";
  const played: Played[] = [];
  const business = await world.businessId("Rotherhithe");
  const site = await setUp(world, say, onPage, isEveryRight ? () => addItems(world, business) : undefined);
  try {
    if (isEveryRight) {
      say("Mapping a plan, a pass, a desk, an office and a room...");
      await mapItems(site, world.urls.app, { connection: site.connection, business });
    }
    const { door, cast } = site;
    const ways = await site.waysOfKeepingTime();
    for (const windows of ways) {
      if (ways.length > 1) await site.setVendorWindows(windows === "vendor");
      say(`Playing the stories with ${windows === "vendor" ? "the vendor's own windows" : "timers only"}...`);
      const party = { windows, business, door, doors: world, ...ON_THE_MINUTE };
      played.push(
        isEveryRight
          ? await playRights(world, { site, parties: [party] })
          : await play(world, { windows, door, cast: (story) => cast(`${story} (${windows})`) }),
      );
    }
    await scanNow();
  } finally {
    await site.close();
  }
  return played;
}

/** Every right at the chosen vendors, side by side, each with its own lead and lag. */
async function withVendors(
  world: Systems,
  own: OwnStack,
  onPage: (page: Page) => void,
  scanNow: () => Promise<void>,
): Promise<Played> {
  const site = await setUpVendors(world, own, vendors, say, onPage);
  try {
    say(`Playing the stories at ${vendors.map(({ name }) => name).join(", ")}...`);
    const played = await playRights(world, { site, parties: site.parties });
    await scanNow();
    return played;
  } finally {
    await site.close();
  }
}

async function main(): Promise<number> {
  if (values.attach && values.scan) throw new Error("To scan a Lintel that runs: npm run scan:secrets");
  if (values.attach && vendors.length > 0)
    throw new Error("--vendor plays on a Lintel of its own: leave --attach out.");
  if (values.attach) return journey(await attached(values.attach.replace(/\/$/, "")), null);
  const dataDir = temporaryDataDir("journey");
  const exchange = join(dataDir, "exchange.txt");
  const ports = FREE_PORTS;
  const stack = await startStack({ dataDir, ports, say, ...(values.scan ? { record: exchange } : {}) });
  const crashDatabase = () => stack.crash("database");
  const scan: Scan = async (watch) => {
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
