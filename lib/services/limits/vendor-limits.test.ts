import { expect, test } from "vitest";
import { manualClock } from "@/lib/clock";
import type { Connector } from "@/lib/connectors/contract";
import { definitions } from "@/lib/connectors/registry";
import { createKeyedHash } from "@/lib/security/keyed-hash";
import { vendorLimits } from "./vendor-limits";

const hash = createKeyedHash(Buffer.alloc(32, 9).toString("base64"));
const ofOne = { id: "c1", vendor: "any", settings: { address: "https://acm.example.test" } } as never;
const definitionOf = (isRight: (of: (typeof definitions)[number]) => boolean) => {
  const found = definitions.find(isRight);
  if (!found) throw new Error("no vendor is like that");
  return found;
};

async function settle() {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

test("calls of an ending leave before those that waited for the pace already", async () => {
  const clock = manualClock(new Date("2026-05-11T10:00:00Z"));
  const definition = definitionOf(({ limits }) => limits.key === "connection");
  const limit = vendorLimits(clock, hash)(definition, ofOne, {});
  const left: string[] = [];
  const ask = (name: string, urgency: "ending" | "ordinary") =>
    void limit.take(urgency).then(() => left.push(name));
  for (let i = 0; i < definition.limits.callsPerSecond; i += 1) ask("burst", "ordinary");
  for (const name of ["first", "second"]) ask(name, "ordinary");
  for (const name of ["one ends", "another ends"]) ask(name, "ending");
  await settle();
  expect(new Set(left.splice(0))).toEqual(new Set(["burst"]));
  for (let ms = 0; ms < 2_000; ms += 50) {
    clock.advance(50);
    await settle();
  }
  expect(left).toEqual(["one ends", "another ends", "first", "second"]);
});

test("where writes go one by one, those of an ending go before others that wait, and none breaks in", async () => {
  const clock = manualClock(new Date("2026-05-11T10:00:00Z"));
  const definition = definitionOf(({ limits }) => limits.oneWriteAtATime === true);
  const limit = vendorLimits(clock, hash)(definition, ofOne, {});
  const done: string[] = [];
  const ends: (() => void)[] = [];
  const connector = {
    apply: ({ vendorPersonId }: { readonly vendorPersonId: string }) =>
      new Promise((resolve) => {
        done.push(vendorPersonId);
        ends.push(() => resolve({ outcome: "done" }));
      }),
  } as never as Connector;
  const write = (vendorPersonId: string, urgency: "ending" | "ordinary") =>
    void limit.oneWriteAtATime(connector, urgency).apply({ vendorPersonId } as never);
  write("under way", "ordinary");
  write("waiting", "ordinary");
  write("ends", "ending");
  await settle();
  expect(done).toEqual(["under way"]);
  for (const _ of [1, 2]) {
    ends.at(-1)?.();
    await settle();
  }
  expect(done).toEqual(["under way", "ends", "waiting"]);
});
