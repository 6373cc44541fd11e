import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setUp } from "../scripts/journey/set-up";
import { connectSystems } from "../scripts/journey/systems";
import { FREE_PORTS } from "../scripts/stack/ports";
import { startStack } from "../scripts/stack/stack";
import { temporaryDataDir } from "../scripts/stack/temporary";
import { prepareMapping } from "./mapping-world";
import { SITE_FILE, STATE_FILE, TEST_LIMITS } from "./site";

/** One stack for all specs: installed, connected, mapped and active, as an admin would have left it. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const dataDir = temporaryDataDir("browser");
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const stack = await startStack({
    dataDir,
    ports: FREE_PORTS,
    say,
    appEnv: TEST_LIMITS,
  });
  try {
    const world = connectSystems(stack.urls);
    const site = await setUp(world, say, undefined, (business) => prepareMapping(world, business));
    // The specs install more often than any space does, and from two processes, each with a budget of its own.
    await world.liftThrottle();
    const now = await world.now();
    const who = await site.cast("refused before, open during, refused after (vendor)");
    const minute = (n: number) => new Date(now.getTime() + n * 60_000);
    await world.book({ coworkerId: who.member, resourceId: who.room, from: minute(-5), to: minute(55) });
    await world.book({ coworkerId: who.member, resourceId: who.room, from: minute(200), to: minute(260) });
    await world.advanceTo(minute(2));
    mkdirSync(join(SITE_FILE, ".."), { recursive: true });
    await site.page.context().storageState({ path: STATE_FILE });
    const connection = site.connection;
    writeFileSync(
      SITE_FILE,
      JSON.stringify({
        urls: stack.urls,
        dataDir,
        base: site.base,
        connection,
        member: who.member,
        room: who.room,
      }),
    );
    await site.close();
  } catch (error) {
    await stack.stop();
    throw error;
  }
  return async () => {
    await stack.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
