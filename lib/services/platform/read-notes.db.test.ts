import { asc } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { readCursorsOf } from "@/db/queries/facts";
import { platformReads } from "@/db/schema";
import type { InstallationId } from "@/lib/access/types";
import { NexudusError } from "@/lib/nexudus/errors";
import type { ListRead } from "@/lib/nexudus/paging";
import { testWorld } from "../testing/test-world";
import { at, install, START, type World } from "../testing/world";
import { ReadNotes, withNotes } from "./read-notes";

const whole: ListRead<string> = {
  items: ["a", "b", "c"],
  skipped: [],
  calls: 2,
  takenAt: at(0),
  complete: true,
};
const broken: ListRead<string> = {
  ...whole,
  items: ["a"],
  calls: 1,
  complete: false,
  reason: "failed",
  error: new NexudusError("unavailable", { entity: "bookings" }),
};

let world: World;
let installationId: InstallationId;
beforeEach(async () => {
  world = await testWorld();
  installationId = await install(world);
  await world.db.delete(platformReads);
});

const notes = (kind: "full" | "changes" | "member" = "changes") =>
  new ReadNotes(world.services, { installationId, kind });
const kept = () => world.db.select().from(platformReads).orderBy(asc(platformReads.entity));
const cursor = async (entity: string) =>
  (await readCursorsOf(world.db, { installationId })).get(entity) ?? null;

describe("what a read notes", () => {
  test("is written once it is kept: what each list cost, and whether it saw everything", async () => {
    const read = notes("full");
    world.clock.set(at(1));
    read.add("made-up-bookings", whole);
    read.add("made-up-coworkers", broken);
    expect(await kept()).toEqual([]);
    await read.keep();
    const of = { installationId, kind: "full", startedAt: at(0), finishedAt: at(1) };
    expect(await kept()).toMatchObject([
      { ...of, entity: "made-up-bookings", complete: true, reason: null, rows: 3, calls: 2 },
      { ...of, entity: "made-up-coworkers", complete: false, reason: "failed", rows: 1, calls: 1 },
    ]);
  });

  test("is kept under the id that the rows of the list were stored with", async () => {
    const id = crypto.randomUUID();
    const read = notes();
    read.add("made-up-bookings", whole, id);
    await read.keep();
    expect((await kept()).map((row) => row.id)).toEqual([id]);
  });

  test("is written once: kept again, only what came since", async () => {
    const read = notes();
    read.add("made-up-bookings", whole);
    read.moveTo("made-up-bookings", at(5));
    await read.keep();
    await read.keep();
    expect(await kept()).toHaveLength(1);
    read.add("made-up-teams", whole);
    await read.keep();
    expect((await kept()).map((row) => row.entity)).toEqual(["made-up-bookings", "made-up-teams"]);
  });
});

describe("how far an entity has been read", () => {
  test("moves for those that were named alone, also where their list is not", async () => {
    const read = notes();
    read.add("made-up-bookings", broken);
    read.moveTo("made-up-teams", at(5));
    await read.keep();
    expect(await cursor("made-up-bookings")).toBeNull();
    expect(await cursor("made-up-teams")).toEqual(at(5));
  });

  test("stays until it is kept, and never goes back, whoever comes later", async () => {
    const [slow, quick] = [notes(), notes("full")];
    slow.moveTo("made-up-bookings", at(5));
    quick.moveTo("made-up-bookings", at(9));
    expect(await cursor("made-up-bookings")).toBeNull();
    await quick.keep();
    await slow.keep();
    expect(await cursor("made-up-bookings")).toEqual(at(9));
  });

  test("is of one installation", async () => {
    const read = notes();
    read.moveTo("made-up-bookings", at(5));
    await read.keep();
    const other = crypto.randomUUID() as InstallationId;
    expect(await readCursorsOf(world.db, { installationId: other })).toEqual(new Map());
  });
});

describe("work that notes", () => {
  test("gives what it gives, and its notes are kept", async () => {
    const read = notes();
    const result = await withNotes(read, async () => {
      read.add("made-up-bookings", whole);
      return 7;
    });
    expect([result, (await kept()).length]).toEqual([7, 1]);
  });

  test("that ends with an error is noted as far as it came, and the error comes out", async () => {
    const read = notes();
    const failed = withNotes(read, async () => {
      read.add("made-up-bookings", whole);
      read.moveTo("made-up-bookings", START);
      throw new RangeError("in the middle");
    });
    await expect(failed).rejects.toThrow(new RangeError("in the middle"));
    expect(await kept()).toHaveLength(1);
    expect(await cursor("made-up-bookings")).toEqual(START);
  });
});
