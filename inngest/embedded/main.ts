import { z } from "zod";
import { followedClock, realClock } from "@/lib/clock";
import { UnsupportedDeclaration } from "./declarations";
import { createEngine } from "./engine";
import type { EngineLog } from "./log";

const environment = z.object({
  LINTEL_ENGINE_PORT: z.coerce.number().int().min(0).max(65_535).default(8288),
  LINTEL_ENGINE_APP_URL: z.url(),
  INNGEST_SIGNING_KEY: z.string().min(1).optional(),
  INNGEST_EVENT_KEY: z.string().min(1),
  LINTEL_CLOCK_FILE: z.string().min(1).optional(),
});

const line = (level: string) => (message: string, fields?: Readonly<Record<string, unknown>>) => {
  process.stderr.write(`${JSON.stringify({ level, component: "engine", message, ...fields })}\n`);
};
const log: EngineLog = { info: line("info"), warn: line("warn"), error: line("error") };

/** Runs the engine as a process of its own. One JSON line on stdout says that it listens; logs go to stderr. */
async function main(): Promise<void> {
  const env = environment.safeParse(process.env);
  if (!env.success) {
    log.error(`the environment is incomplete: ${z.prettifyError(env.error)}`);
    process.exit(1);
  }
  const clockFile = env.data.LINTEL_CLOCK_FILE ?? null;
  const engine = createEngine({
    appUrl: env.data.LINTEL_ENGINE_APP_URL,
    signingKey: env.data.INNGEST_SIGNING_KEY ?? null,
    eventKey: env.data.INNGEST_EVENT_KEY,
    port: env.data.LINTEL_ENGINE_PORT,
    clock: clockFile === null ? realClock : followedClock(clockFile),
    clockFile,
    log,
  });
  const stop = () => void engine.stop().finally(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  try {
    await engine.start();
  } catch (error) {
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    log.error(
      isTaken
        ? `port ${env.data.LINTEL_ENGINE_PORT} is taken: is another Lintel running?`
        : "the engine could not listen",
    );
    process.exit(1);
  }
  process.stdout.write(`${JSON.stringify({ ready: true, url: engine.url })}\n`);
  await engine.ready().catch((error) => {
    if (error instanceof UnsupportedDeclaration) process.exit(1);
  });
}

void main();
