import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { AccessGroupId } from "@/lib/access/types";
import { manualClock } from "@/lib/clock";
import type { Connector, FetchLike } from "../contract";
import { openFixtures, unscrubbed } from "../testing/fixtures";
import { tokensOf } from "../testing/token-source";
import { doorflow } from "./definition";

const { fixtures, used, replaying } = openFixtures(fileURLToPath(new URL("./fixtures", import.meta.url)));
const clock = manualClock(new Date("2026-05-01T08:00:00Z"));
const at = (time: string) => new Date(`2026-05-01T${time}:00Z`);

const operator = {
  apiUrl: "https://api.example.test",
  authUrl: "https://admin.example.test",
  clientId: "example-client",
  clientSecret: "example-secret",
};
const connector = (fetch: FetchLike): Connector =>
  doorflow.create({
    clock,
    fetch,
    log: () => undefined,
    timeoutMs: 1_000,
    tokens: tokensOf("example-access"),
    operator,
    settings: {},
    secrets: {},
  });

const grant = { verb: "grant", vendorPersonId: "501", marker: "lintel:p1:l1" } as const;
const window = { from: at("08:45"), until: at("10:10") };

describe("doorflow fixtures", () => {
  it("verify: the account by its name", async () => {
    const fetch = replaying("get_account/ok", "list_groups/ok");
    expect(await connector(fetch).verify()).toEqual({
      accountId: "account-example",
      accountLabel: "Example Works",
    });
    expect(fetch.left()).toBe(0);
  });

  it("verify: names the scope that is missing", async () => {
    await expect(
      connector(replaying("get_account/ok", "list_groups/refused")).verify(),
    ).rejects.toMatchObject({
      kind: "permission_denied",
      details: { permission: "account.group.readonly" },
    });
  });

  it("observe: a group that a running reservation gives is that, times with an offset are instants", async () => {
    const fetch = replaying("list_people/last-page", "list_group_reservations/one");
    expect(await connector(fetch).observe("2")).toEqual({
      next: null,
      skipped: 0,
      items: [
        {
          vendorPersonId: "501",
          marker: "lintel:install1:p1",
          name: "Example Person",
          emails: ["person@example.test"],
          state: "active",
          grants: [
            { vendorGrantId: "m501:16", groupId: "16", window: null, marker: null },
            {
              vendorGrantId: "r456:15",
              groupId: "15",
              window: { from: at("07:45"), until: at("10:10") },
              marker: null,
            },
          ],
        },
      ],
    });
  });

  it("createPerson: looks for the mark first, and writes the labels into the notes", async () => {
    const fetch = replaying("list_people/nobody", "create_person/ok");
    const labels = { nx_coworker: "4711" };
    const op = {
      verb: "createPerson",
      marker: "lintel:install1:p1",
      name: "Example Person",
      labels,
    } as const;
    expect(await connector(fetch).apply(op)).toEqual({ status: "applied", vendorId: "501" });
  });

  it("grant with an end: a reservation of the group", async () => {
    const fetch = replaying(
      "get_person/in-array",
      "list_group_reservations/none",
      "create_group_reservation/ok",
    );
    const op = { ...grant, groupId: "15" as AccessGroupId, window };
    expect(await connector(fetch).apply(op)).toEqual({ status: "applied", vendorId: "r456:15" });
  });

  it("grant without an end: the whole list of groups, read again", async () => {
    const fetch = replaying(
      "get_person/in-no-group",
      "list_group_reservations/none",
      "put_person/groups",
      "get_person/joined",
      "list_group_reservations/none",
    );
    const op = { ...grant, groupId: "16" as AccessGroupId, window: null };
    expect(await connector(fetch).apply(op)).toEqual({ status: "applied", vendorId: "m501:16" });
  });

  it("revoke: the reservation is deleted, and seen to be gone", async () => {
    const fetch = replaying(
      "get_person/reserved",
      "list_group_reservations/one",
      "delete_group_reservation/ok",
      "get_person/in-no-group",
      "list_group_reservations/none",
    );
    const op = { verb: "revoke", vendorPersonId: "501", vendorGrantId: "r456:15" } as const;
    expect(await connector(fetch).apply(op)).toEqual({ status: "applied", vendorId: "r456:15" });
    expect(fetch.left()).toBe(0);
  });

  it("setPin: one in use is about the field pin, and its digits are not told on", async () => {
    const vendor = connector(
      replaying(
        "get_person/in-no-group",
        "list_credential_types/two",
        "list_credentials/none",
        "create_credential/in-use",
      ),
    );
    const op = { verb: "setPin", vendorPersonId: "501", pin: "49382", pinHash: "keyed-hash" } as const;
    const error: unknown = await vendor.apply(op).catch((e: unknown) => e);
    expect(error).toMatchObject({ kind: "invalid_request", details: { status: 422, field: "pin" } });
    expect(`${error}${JSON.stringify(error)}`).not.toContain("49382");
  });

  it("flush: done, or how long to wait", async () => {
    expect(await connector(replaying("sync/ok")).flush?.()).toEqual({ status: "applied" });
    expect(await connector(replaying("sync/too-soon")).flush?.()).toEqual({
      status: "deferred",
      retryAfterMs: 17_000,
    });
  });

  it("openings: those of a person, without the number that was shown to the reader", async () => {
    const vendor = connector(replaying("list_events/entry"));
    const openings = await vendor.readOpenings?.({ after: null, floor: at("07:30") });
    expect(openings?.items).toEqual([
      {
        eventId: "98321",
        vendorPersonId: "501",
        doorId: "1340",
        occurredAt: new Date("2026-05-01T07:52:39Z"),
        recordedAt: new Date("2026-05-01T07:52:41Z"),
      },
    ]);
  });

  it("exchange: a code and its verifier become tokens", async () => {
    if (doorflow.auth.kind !== "oauth2") throw new Error("not OAuth");
    const tokens = await doorflow.auth.exchange({
      operator,
      settings: {},
      secrets: {},
      codeVerifier: "example-verifier",
      fetch: replaying("exchange_code/ok"),
      clock,
      timeoutMs: 1_000,
      code: "example-code",
      redirectUri: "https://lintel.example.test/callback",
    });
    expect(tokens).toEqual({
      accessToken: "example-access",
      refreshToken: "example-refresh",
      expiresAt: at("09:00"),
    });
  });

  it("are all used, and hold nothing real", () => {
    expect([...fixtures.keys()].filter((name) => !used.has(name))).toEqual([]);
    for (const [name, { text }] of fixtures) expect(unscrubbed(text), name).toEqual([]);
  });
});
