import { describe, expect, it } from "vitest";
import type { ConnectionRow } from "@/db/queries/connections";
import type { LedgerGrant, Window } from "@/lib/access/types";
import { akiles } from "@/lib/connectors/akiles/definition";
import type { VendorGrant } from "@/lib/connectors/contract";
import type { Services } from "../context";
import { begunAmong, ownGrants } from "./own-grants";

const day = (from: string, until: string | null): Window => ({
  from: new Date(`2026-05-01T${from}:00Z`),
  until: until === null ? null : new Date(`2026-05-01T${until}:00Z`),
});
const window = day("10:00", "12:00");
const later = day("14:00", "16:00");
const open = day("10:00", null);
const unmarked = {
  capabilities: { ...akiles.capabilities, grantMarker: { value: "no", source: "test" } },
} as const;

// Safe: no more of them is looked at.
const row = (id: string, of: Window) =>
  ({ id, key: { personId: "p1", groupId: "g1" }, vendorGrantId: null, window: of }) as unknown as LedgerGrant;
const grant = (vendorGrantId: string, of: Window | null, groupId = "g1") =>
  ({ vendorGrantId, groupId, window: of, marker: null }) as unknown as VendorGrant;
const connectionOf = (more: Partial<ConnectionRow> = {}) =>
  ({ vendorWindows: true, singleGrant: false, ...more }) as ConnectionRow;

async function begun(
  rows: readonly LedgerGrant[],
  grants: readonly VendorGrant[],
  { connection = connectionOf(), ids = [] as string[] } = {},
) {
  // An empty ledger asks no database.
  const { isMade } = await ownGrants({} as Services, connection, unmarked, []);
  const found = begunAmong(grants, "p1", { ids: new Set(ids), begun: new Map([["p1", rows]]), isMade });
  return [...found].map((one) => one.vendorGrantId);
}

describe("what was begun without an outcome, where grants carry no mark", () => {
  it("is what equals it in group and times, one object for one row", async () => {
    const grants = [grant("v1", window), grant("v2", window), grant("v3", later)];
    expect(await begun([row("l1", window)], grants)).toEqual(["v1"]);
    expect(await begun([row("l1", window)], grants, { ids: ["v1"] })).toEqual(["v2"]);
    expect(await begun([row("l1", window), row("l2", later)], grants)).toEqual(["v1", "v3"]);
    expect(await begun([row("l1", window)], [grant("v1", later), grant("v2", window, "g2")])).toEqual([]);
  });

  // A membership that staff gave meanwhile would be taken away at the end of a booking.
  it("is a membership without a window only for what has no end, or where nothing is timed", async () => {
    expect(await begun([row("l1", open)], [grant("v1", null)])).toEqual(["v1"]);
    expect(await begun([row("l1", window)], [grant("v1", null)])).toEqual([]);
    const connection = connectionOf({ vendorWindows: false });
    expect(await begun([row("l1", window)], [grant("v1", null)], { connection })).toEqual(["v1"]);
  });

  it("is whatever is in the group where there can be one only", async () => {
    const connection = connectionOf({ singleGrant: true });
    expect(await begun([row("l1", window)], [grant("v1", later)], { connection })).toEqual(["v1"]);
  });
});
