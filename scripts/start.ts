import { join } from "node:path";
import { parseArgs } from "node:util";
import { DEFAULT_PORTS, shiftedPorts } from "./stack/ports";
import { realConfiguration } from "./stack/real";
import { ROOT, startStack } from "./stack/stack";

const { values } = parseArgs({ options: { port: { type: "string" }, "data-dir": { type: "string" } } });
const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const dataDir = values["data-dir"] ?? join(ROOT, ".data");
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_000))
    throw new Error("--port takes a number from 1 to 64999");
  const ports = shiftedPorts(port ?? DEFAULT_PORTS.app);
  const real = realConfiguration(process.env);
  const inngestDev = process.env.INNGEST_DEV || undefined;
  const stack = real
    ? await real.start({ dataDir, port: ports.app, enginePort: ports.engine, say })
    : await startStack({ dataDir, ports, say, ...(inngestDev ? { inngestDev } : {}) });
  let ending = false;
  const end = (code: number) => {
    if (ending) return;
    ending = true;
    void stack.stop().finally(() => process.exit(code));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => end(0));
  say("");
  for (const line of "lines" in stack ? stack.lines : demoLines(stack.urls, dataDir)) say(line);
  const name = await stack.broken;
  if (ending) return;
  process.stderr.write(`The ${name} ended unexpectedly; see ${join(dataDir, "logs")}. Stopping the rest.\n`);
  end(1);
}

function demoLines(
  urls: { app: string; engine: string; nexudus: string; akiles: string; acmPage: string; mail: string },
  dataDir: string,
): string[] {
  return [
    "Lintel is running with simulated systems; nothing outside this machine is touched.",
    "",
    `  1. Install it        ${urls.nexudus}/marketplace`,
    `  2. Console           ${urls.app}`,
    `  3. Make a booking    ${urls.nexudus}/desk`,
    `  4. Try the doors     ${urls.akiles}/ (Akiles)`,
    `                       ${urls.acmPage}/ (Avigilon ACM)`,
    `     Read the mail     ${urls.mail}/`,
    `     Runs and clock    ${urls.engine}/`,
    "",
    `Data is kept in ${dataDir}. Ctrl-C stops everything.`,
  ];
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : "Lintel could not start."}\n`);
  process.exit(1);
});
