import { readFileSync } from "node:fs";
import { join } from "node:path";
import { realClock } from "../../lib/clock";
import { loadSecrets } from "../stack/secrets";
import type { BrowserWatch } from "./browser";
import { type Canary, collectCanaries } from "./canaries";
import { reportOf, scan } from "./scan";
import { dumpDatabase, dumpEngine, fetchErrors, readLogs, type Source } from "./sources";

export interface ScanInput {
  readonly dataDir: string;
  readonly urls: { readonly app: string; readonly engine: string; readonly database: string };
  /** Of the journey's browser; without it nothing is said of browsers. */
  readonly watch?: BrowserWatch;
  /** What passed between app and engine, where it was recorded. */
  readonly exchange?: string;
  /** Takes the database away near the end, to see the pages and log lines of a failure. */
  readonly crashDatabase?: () => Promise<void>;
  readonly say: (line: string) => void;
}

/** Scans everything a finished journey left behind (docs/data.md). Returns the number of findings. */
export async function scanAfterJourney(input: ScanInput): Promise<number> {
  const { dataDir, urls, say } = input;
  const startedMs = realClock.monotonicMs();
  const { secrets } = loadSecrets(dataDir);
  const hidden = (await input.watch?.hiddenCookies()) ?? [];
  const canaries: Canary[] = [
    ...(await collectCanaries(dataDir, urls.database)),
    ...hidden
      .filter(({ value }) => value.length >= 16)
      .map(({ name, value }): Canary => ({ kind: "secret", name: `cookie ${name}`, value })),
  ];
  const cookie = hidden.map(({ name, value }) => `${name}=${value}`).join("; ");
  const links = staleLinks(canaries, secrets.nexudus.applicationKey);
  const sources: Source[] = [...(await dumpDatabase(urls.database))];
  const installation =
    /[0-9a-f-]{36}/.exec(
      sources.find(({ place }) => place === "database installations.id")?.text ?? "",
    )?.[0] ?? "";
  const errors = { cookie, installation, links };
  sources.push(
    ...(await dumpEngine(urls.engine, secrets.inngestSigningKey)),
    ...((await input.watch?.sources()) ?? []),
    ...(await fetchErrors(urls.app, errors)),
  );
  if (input.crashDatabase) {
    await input.crashDatabase();
    sources.push(
      ...(await fetchErrors(urls.app, errors)).map((source) => ({
        ...source,
        place: `${source.place} without a database`,
      })),
    );
  }
  if (input.exchange) {
    const text = readFileSync(input.exchange, "utf8");
    if (!text.includes('"installationId"') || !text.includes('"op":"StepRun"'))
      throw new Error("Nothing was recorded between app and engine.");
    sources.push({ place: "events and step results", text });
  }
  sources.push(...readLogs(dataDir));
  const { lines, count } = reportOf(scan(sources, canaries));
  const seconds = ((realClock.monotonicMs() - startedMs) / 1_000).toFixed(1);
  say(`Looked for ${canaries.length} secrets and personal values in ${join(dataDir)} (${seconds} s).`);
  for (const line of lines) say(line);
  return count;
}

/** Links with a real token that are refused: what they are told must not quote it. */
function staleLinks(canaries: readonly Canary[], applicationKey: string): string[] {
  const token = canaries.find(({ name }) => name.startsWith("t of install"))?.value ?? "";
  const query = new URLSearchParams({
    a: applicationKey,
    t: token,
    d: "638000000000000000",
    h: "0".repeat(64),
  });
  return [`/install?${query}`];
}
