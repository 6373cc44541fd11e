import { type CloneSource, cloneDatabase, socketUrl } from "@/db/test-server";
import { brokenAfterQuiet, operationsOf } from "./direct/quiet";
import { type Random, randomFrom } from "./direct/random";
import { seedCrypto } from "./direct/seeded-crypto";
import type { Space } from "./direct/space";
import { Stage, type Tier } from "./direct/stage";
import { VirtualTime } from "./direct/virtual-time";
import { inject, SHARED_FAULTS, ticksMetBy } from "./faults";
import type { Script, Told, ToldFault } from "./types";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const INSTALL_BEFORE_MS = 60 * MINUTE;
/** The admin looks at what waits for a person this often. */
const ADMIN_EVERY_MS = 10 * MINUTE;
/** After the end: long enough for what a fault put off, and for a full check. */
const QUIET_MS = 80 * MINUTE;

/** What a play cost. */
export interface Counts {
  readonly operations: number;
  readonly apiCallsBySystem: Readonly<Record<string, number>>;
  readonly statements: number;
  readonly wakes: number;
}

export interface Played {
  /** One for each script. */
  readonly told: readonly Told[];
  readonly counts: Counts;
  /** What does not hold after everything has come to rest, in sentences; empty = all does. */
  readonly broken: readonly string[];
}

/**
 * Plays scripts on the real services, the real bodies of the durable functions, the simulators and a database of
 * its own, on one virtual clock. Several scripts are several spaces in one Lintel. The same scripts give the same
 * answer. One play at a time in a process. Throws when the play itself fails, not when Lintel does.
 */
export async function play(
  scripts: readonly Script[],
  source: CloneSource,
  options: { readonly tier?: Tier } = {},
): Promise<Played> {
  const random = randomFrom(scripts.map((script) => `${script.name} ${script.seed}`).join());
  const database = await cloneDatabase(source);
  const restore = seedCrypto(random.fork("crypto"));
  try {
    const databaseUrl = socketUrl(source, database.postgresUrl);
    return await perform(scripts, { random, databaseUrl, tier: options.tier ?? "direct" });
  } finally {
    restore();
    await database.close();
  }
}

const msOf = (text: string) => new Date(text).getTime();

/** Something that happens at an instant, whatever else is going on. */
interface Cue {
  readonly at: number;
  readonly run: () => unknown;
}

async function perform(
  scripts: readonly Script[],
  {
    random,
    databaseUrl,
    tier,
  }: { readonly random: Random; readonly databaseUrl: string; readonly tier: Tier },
): Promise<Played> {
  const startsAt = Math.min(...scripts.map((script) => msOf(script.startsAt)));
  const endsAt = startsAt + Math.max(...scripts.map((script) => script.days)) * DAY;
  const installsAt = startsAt - INSTALL_BEFORE_MS;
  const first = Math.min(
    installsAt,
    ...scripts.flatMap(({ actions }) => actions.map((action) => msOf(action.at))),
  );
  const time = new VirtualTime(first - MINUTE);
  const stage = new Stage(time, random, databaseUrl, tier);
  const { failures } = stage;
  const begin = (work: Promise<unknown>) =>
    void work.catch((error: unknown) => {
      failures.push(error);
    });
  const cue = ({ at, run }: Cue) =>
    time.schedule(at, () => {
      const work = run();
      if (work instanceof Promise) begin(work);
    });
  const runUntil = async (until: number) => {
    await time.runUntil(until);
    if (failures.length > 0) throw failures[0];
  };
  try {
    for (const [index, script] of scripts.entries()) {
      const space = await stage.addSpace(script, `Network ${index + 1}`);
      for (const action of script.actions) cue({ at: msOf(action.at), run: () => stage.act(space, action) });
      for (const [number, fault] of script.faults.entries()) {
        const into = { space, time, random: random.fork(`fault ${index} ${number}`), fault };
        cue({
          at: msOf(fault.at),
          run: () => {
            stage.elision.noteFault(1, ticksMetBy(fault.kind));
            const takeBack = inject(into, stage);
            const from = time.now().toISOString();
            cue({
              at: Math.max(msOf(fault.until), time.nowMs),
              run: async () => {
                // What the admin does about it belongs to its end.
                await stage.elision.flush();
                const { hits, over, door } = await takeBack();
                stage.elision.noteFault(-1, ticksMetBy(fault.kind));
                note(SHARED_FAULTS.has(fault.kind) ? stage.spaces : [space], {
                  kind: fault.kind,
                  from,
                  until: time.now().toISOString(),
                  ...over,
                  connection: fault.connection,
                  door: door ?? null,
                  hits,
                });
              },
            });
          },
        });
      }
    }
    await runUntil(installsAt);
    for (const space of stage.spaces) await time.complete(space.setUp());
    const lastLook = endsAt + QUIET_MS - ADMIN_EVERY_MS;
    for (let at = startsAt - ADMIN_EVERY_MS; at <= lastLook; at += ADMIN_EVERY_MS)
      cue({ at, run: () => stage.lookAround() });
    await runUntil(endsAt);
    await runUntil(endsAt + QUIET_MS);
    const told = stage.spaces.map((space) => space.tell(startsAt, endsAt));
    const broken = await brokenAfterQuiet(stage, time);
    return {
      told,
      counts: {
        operations: await operationsOf(stage),
        apiCallsBySystem: Object.fromEntries(stage.network.calls),
        statements: stage.statements,
        wakes: time.wakes,
      },
      broken,
    };
  } finally {
    await stage.close();
  }
}

const note = (spaces: readonly Space[], fault: ToldFault) => {
  for (const space of spaces) space.faults.push(fault);
};
