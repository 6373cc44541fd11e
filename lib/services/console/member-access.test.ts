import { describe, expect, it } from "vitest";
import type { StatusView } from "../views";
import { type GroupAccess, groupStatus } from "./member-access";

const now = new Date("2026-03-10T09:31:00.000Z");
const at = (clock: string) => new Date(`2026-03-10T${clock}:00.000Z`);
const running = { from: at("09:00"), until: at("10:00") };
const later = { from: at("14:00"), until: at("15:00") };
const held = (window: { from: Date; until: Date | null }, isPresent = true): GroupAccess["held"] => [
  { id: "row", window, isPresent, isTimed: true },
];
const retrying: StatusView = { kind: "retrying", at: "2026-03-10T09:32:00.000Z" };
const status = (input: Partial<Parameters<typeof groupStatus>[0]>) =>
  groupStatus({
    now,
    windows: [],
    held: [],
    trouble: null,
    isPaused: false,
    isUnderWay: false,
    vendorName: "Akiles",
    ...input,
  });

describe("groupStatus", () => {
  it("is open only when the right is due and the vendor holds it", () => {
    expect(status({ windows: [running], held: held(running) })).toEqual({
      kind: "open",
      until: "2026-03-10T10:00:00.000Z",
    });
    // Without it the page would promise an open door while the write is still on its way.
    expect(status({ windows: [running], held: held(running, false) })).toEqual({
      kind: "applying",
      underWay: false,
    });
    expect(status({ windows: [running], held: [] }).kind).toBe("applying");
  });

  it("closes at the very instant of the end", () => {
    const window = { from: at("09:00"), until: now };
    expect(status({ windows: [window], held: held(window) }).kind).toBe("ended");
  });

  it("says what stands in the way of a due right, but an open door stays open", () => {
    expect(status({ windows: [running], trouble: retrying })).toEqual(retrying);
    expect(status({ windows: [running], held: held(running), trouble: retrying }).kind).toBe("open");
  });

  it("tells a paused connection's due right what to do", () => {
    expect(status({ windows: [running], isPaused: true })).toEqual({
      kind: "needs_you",
      what: "resume Akiles",
    });
  });

  it("shows access that is to be taken as applying, not as open", () => {
    expect(status({ held: held(running) }).kind).toBe("applying");
  });

  it("opens later, and a window already at the vendor is not held up by trouble", () => {
    const opens = { kind: "opens", at: "2026-03-10T14:00:00.000Z" };
    expect(status({ windows: [later] })).toEqual(opens);
    expect(status({ windows: [later], trouble: retrying })).toEqual(retrying);
    expect(status({ windows: [later], held: held(later), trouble: retrying })).toEqual(opens);
  });
});
