import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { AccessGroupId } from "@/lib/access/types";
import { manualClock } from "@/lib/clock";
import type { Connector, FetchLike } from "../contract";
import { openFixtures, unscrubbed } from "../testing/fixtures";
import { tokensOf } from "../testing/token-source";
import { akiles } from "./definition";

const { fixtures, used, replaying } = openFixtures(fileURLToPath(new URL("./fixtures", import.meta.url)));
const clock = manualClock(new Date("2026-05-01T08:00:00Z"));

const connector = (fetch: FetchLike): Connector =>
  akiles.create({
    clock,
    fetch,
    log: () => undefined,
    timeoutMs: 1_000,
    tokens: tokensOf("example-access"),
    operator: { apiUrl: "https://api.example.test/v2" },
    settings: {},
    secrets: {},
  });

describe("akiles fixtures", () => {
  it("verify: names the organization", async () => {
    const vendor = connector(replaying("get_organization/ok"));
    expect(await vendor.verify()).toEqual({ accountId: "org_example", accountLabel: "Example Works" });
  });

  it("observe: asks for the next page and reads it", async () => {
    const page = await connector(replaying("list_members/last-page")).observe("second");
    expect(page).toEqual({
      next: null,
      skipped: 0,
      items: [
        {
          vendorPersonId: "mem_example",
          marker: "lintel:install1:p1",
          name: "Example Person",
          emails: ["person@example.test"],
          state: "active",
          grants: [
            {
              vendorGrantId: "mga_example",
              groupId: "mg_example",
              window: { from: new Date("2026-05-01T08:45:00.123Z"), until: new Date("2026-05-01T10:10:00Z") },
              marker: "lintel:p1:l1",
            },
          ],
        },
      ],
    });
  });

  it("grant: looks first, then posts an open-ended association", async () => {
    const fetch = replaying("create_association/member", "create_association/ok");
    const window = { from: new Date("2026-05-01T08:45:00Z"), until: null };
    const groupId = "mg_example" as AccessGroupId;
    const op = {
      verb: "grant",
      vendorPersonId: "mem_example",
      groupId,
      window,
      marker: "lintel:p1:l2",
    } as const;
    expect(await connector(fetch).apply(op)).toEqual({ status: "applied", vendorId: "mga_created" });
    expect(fetch.left()).toBe(0);
  });

  it("revoke: one call when the vendor says it is deleted", async () => {
    const vendor = connector(replaying("delete_association/ok"));
    const op = { verb: "revoke", vendorPersonId: "mem_example", vendorGrantId: "mga_example" } as const;
    expect(await vendor.apply(op)).toMatchObject({ status: "applied" });
  });

  it("setPin: a taken PIN is about the field pin", async () => {
    const vendor = connector(replaying("create_pin/none-yet", "create_pin/taken"));
    const op = {
      verb: "setPin",
      vendorPersonId: "mem_example",
      pin: "0000000",
      pinHash: "keyed-hash",
    } as const;
    const details = { status: 400, vendorCode: "invalid_request", field: "pin" };
    await expect(vendor.apply(op)).rejects.toMatchObject({ kind: "invalid_request", details });
  });

  it("exchange: a code becomes tokens", async () => {
    if (akiles.auth.kind !== "oauth2") throw new Error("not OAuth");
    const tokens = await akiles.auth.exchange({
      operator: {
        authUrl: "https://auth.example.test/oauth2",
        clientId: "example-client",
        clientSecret: "example-secret",
      },
      settings: {},
      secrets: {},
      codeVerifier: null,
      fetch: replaying("exchange_code/ok"),
      clock,
      timeoutMs: 1_000,
      code: "example-code",
      redirectUri: "https://lintel.example.test/callback",
    });
    expect(tokens).toEqual({
      accessToken: "example-access",
      refreshToken: "example-refresh",
      expiresAt: new Date("2026-05-01T09:00:00Z"),
    });
  });

  it("openings: the member's own, when it happened", async () => {
    const vendor = connector(replaying("list_events/opening"));
    const openings = await vendor.readOpenings?.({ after: null, floor: new Date("2026-05-01T00:00:00Z") });
    expect(openings).toEqual({
      complete: true,
      skipped: 0,
      mark: "evt_staff",
      items: [
        {
          eventId: "evt_opening",
          vendorPersonId: "mem_example",
          doorId: "gad_example",
          occurredAt: new Date("2026-05-01T08:59:00Z"),
          recordedAt: new Date("2026-05-01T09:05:00.500Z"),
        },
      ],
    });
  });

  it("fails a call that has no fixture", async () => {
    await expect(connector(replaying()).verify()).rejects.toMatchObject({ kind: "unavailable" });
  });

  it("are all used, and hold nothing real", () => {
    expect([...fixtures.keys()].filter((name) => !used.has(name))).toEqual([]);
    for (const [name, { text }] of fixtures) expect(unscrubbed(text), name).toEqual([]);
    const real = [
      "ana@coworking.es",
      "at_9f8e7d6c5b4a39281706abcd",
      "9f8e7d6c5b4a39281706abcd",
      "49382716",
      "04A21B0C",
    ];
    for (const text of real) expect(unscrubbed(JSON.stringify(text)), text).not.toEqual([]);
  });
});
