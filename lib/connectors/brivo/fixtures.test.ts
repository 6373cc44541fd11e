import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { AccessGroupId } from "@/lib/access/types";
import { manualClock } from "@/lib/clock";
import type { Connector, FetchLike } from "../contract";
import { openFixtures, unscrubbed } from "../testing/fixtures";
import { tokensOf } from "../testing/token-source";
import { brivo } from "./definition";

const { fixtures, used, replaying } = openFixtures(fileURLToPath(new URL("./fixtures", import.meta.url)));
const clock = manualClock(new Date("2026-05-01T08:00:00Z"));

const operator = {
  usApiUrl: "https://api.example.test/v1/api",
  usAuthUrl: "https://auth.example.test",
  usClientId: "example-client",
  usClientSecret: "example-secret",
};
const connector = (fetch: FetchLike): Connector =>
  brivo.create({
    clock,
    fetch,
    log: () => undefined,
    timeoutMs: 1_000,
    tokens: tokensOf("example-access"),
    operator,
    settings: { region: "us" },
    secrets: { apiKey: "example-key" },
  });

describe("brivo fixtures", () => {
  it("verify: who it is, whether groups may be seen, and the sites for a name", async () => {
    const fetch = replaying("who_am_i/ok", "list_groups/probe", "list_sites/two");
    expect(await connector(fetch).verify()).toEqual({
      accountId: "us:site:701",
      accountLabel: "Example Works, Annex",
    });
    expect(fetch.left()).toBe(0);
  });

  it("verify: names the right that is missing", async () => {
    await expect(connector(replaying("who_am_i/ok", "list_groups/refused")).verify()).rejects.toMatchObject({
      kind: "permission_denied",
      details: { permission: "Account Config Tool Administrators" },
    });
  });

  it("observe: reads the next page of people and who is in which group", async () => {
    const fetch = replaying("list_users/last-page", "list_groups/one", "list_group_users/one");
    expect(await connector(fetch).observe("100")).toEqual({
      next: null,
      skipped: 0,
      items: [
        {
          vendorPersonId: "501",
          marker: "lintel:install1:p1",
          name: "Example Person",
          emails: ["person@example.test"],
          state: "active",
          grants: [{ vendorGrantId: "901:501", groupId: "901", window: null, marker: null }],
        },
      ],
    });
  });

  it("createPerson: looks for the mark first", async () => {
    const fetch = replaying("get_user_external/unknown", "create_user/ok");
    const op = { verb: "createPerson", marker: "lintel:install1:p1", name: "Example Person" } as const;
    expect(await connector(fetch).apply(op)).toEqual({ status: "applied", vendorId: "501" });
  });

  it("grant and revoke: one membership, named by its two ends", async () => {
    const groupId = "901" as AccessGroupId;
    const fetch = replaying("list_user_groups/none", "put_member/ok");
    expect(
      await connector(fetch).apply({
        verb: "grant",
        vendorPersonId: "501",
        groupId,
        window: null,
        marker: "lintel:p1:l1",
      }),
    ).toEqual({ status: "applied", vendorId: "901:501" });
    const gone = connector(replaying("delete_member/ok"));
    const op = { verb: "revoke", vendorPersonId: "501", vendorGrantId: "901:501" } as const;
    expect(await gone.apply(op)).toMatchObject({ status: "applied" });
  });

  it("setPin: a taken PIN is about the field pin, and its digits are not told on", async () => {
    const vendor = connector(replaying("get_user/own", "patch_user/pin-taken"));
    const op = { verb: "setPin", vendorPersonId: "501", pin: "49382", pinHash: "keyed-hash" } as const;
    const error: unknown = await vendor.apply(op).catch((e: unknown) => e);
    expect(error).toMatchObject({ kind: "invalid_request", details: { status: 400, field: "pin" } });
    expect(`${error}${JSON.stringify(error)}`).not.toContain("49382");
  });

  it("send: an invitation with its end, and without its code", async () => {
    const vendor = connector(replaying("create_invitation/pending"));
    const sent = await vendor.passInvitations?.send({ vendorPersonId: "501", email: "person@example.test" });
    expect(sent).toEqual({
      invitationId: "31",
      state: "pending",
      createdAt: new Date("2026-05-01T08:00:00.123Z"),
      expiresAt: new Date("2026-05-04T08:00:00.123Z"),
    });
  });

  it("openings: the person's own, although the example says that nothing was allowed", async () => {
    const vendor = connector(replaying("list_events/entry"));
    const openings = await vendor.readOpenings?.({ after: null, floor: new Date("2026-05-01T07:30:00Z") });
    expect(openings?.items).toEqual([
      {
        eventId: "event-example",
        vendorPersonId: "501",
        doorId: "77",
        occurredAt: new Date("2026-05-01T07:52:39.724Z"),
        recordedAt: new Date("2026-05-01T07:52:39.726Z"),
      },
    ]);
  });

  it("exchange: a code becomes tokens that live as long as the answer says", async () => {
    if (brivo.auth.kind !== "oauth2") throw new Error("not OAuth");
    const tokens = await brivo.auth.exchange({
      operator,
      settings: { region: "us" },
      secrets: { apiKey: "example-key" },
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
      expiresAt: new Date("2026-05-01T08:05:00Z"),
    });
  });

  it("fails a call that has no fixture", async () => {
    await expect(connector(replaying()).verify()).rejects.toMatchObject({ kind: "unavailable" });
  });

  it("are all used, and hold nothing real", () => {
    expect([...fixtures.keys()].filter((name) => !used.has(name))).toEqual([]);
    for (const [name, { text }] of fixtures) expect(unscrubbed(text), name).toEqual([]);
  });
});
