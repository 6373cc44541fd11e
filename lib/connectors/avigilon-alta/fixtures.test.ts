import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { AccessGroupId } from "@/lib/access/types";
import { manualClock } from "@/lib/clock";
import type { Connector, FetchLike } from "../contract";
import { VendorError } from "../errors";
import { openFixtures, unscrubbed } from "../testing/fixtures";
import { tokensOf } from "../testing/token-source";
import { avigilonAlta } from "./definition";
import { altaSession } from "./sign-in";

const { fixtures, used, replaying } = openFixtures(fileURLToPath(new URL("./fixtures", import.meta.url)));
const clock = manualClock(new Date("2026-05-01T08:00:00Z"));
const operator = { apiUrl: "https://api.example.test" };
const settings = { username: "lintel@example.test", organizationId: "4321", region: "global" };
const secrets = { password: "example-password" };

const connector = (fetch: FetchLike): Connector =>
  avigilonAlta.create({
    clock,
    fetch,
    log: () => undefined,
    timeoutMs: 1_000,
    tokens: tokensOf("Bearer example-session"),
    operator,
    settings,
    secrets,
  });
const kindOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => (error instanceof VendorError ? error.kind : error),
  );

describe("avigilon-alta fixtures", () => {
  it("signIn: takes the session that covers the organization, until it ends", async () => {
    const fetch = replaying("sign_in/ok", "sign_in/session-is-taken");
    expect(await altaSession.signIn({ operator, settings, secrets, fetch, clock, timeoutMs: 1_000 })).toEqual(
      {
        accessToken: "Bearer example-session",
        refreshToken: null,
        expiresAt: new Date("2026-05-15T08:00:00Z"),
      },
    );
  });

  it("signIn: a refusal is told and not repeated", async () => {
    const fetch = replaying("sign_in/refused");
    const call = { operator, settings, secrets, fetch, clock, timeoutMs: 1_000 };
    expect(await kindOf(altaSession.signIn(call))).toBe("credentials_invalid");
    expect(fetch.left()).toBe(0);
  });

  it("observe: leaves the deleted out, counts what it cannot read, and goes on by the cursor", async () => {
    expect(await connector(replaying("list_users/first-page")).observe(null)).toEqual({
      next: "c:example~cursor",
      skipped: 1,
      items: [
        {
          vendorPersonId: "9",
          marker: "lintel:install1:p1",
          name: "Example Person",
          emails: ["person@example.test"],
          state: "active",
          grants: [{ vendorGrantId: "9:71", groupId: "71", window: null, marker: null }],
        },
      ],
    });
  });

  it("findPeople: compares again what the filter matched in part", async () => {
    const found = await connector(replaying("list_users/by-mark")).findPeople({
      marker: "lintel:install1:p1",
    });
    expect(found.map((person) => person.vendorPersonId)).toEqual(["9"]);
  });

  it("observePerson: an unknown id is nobody, though it is a 400", async () => {
    expect(await connector(replaying("get_user/unknown")).observePerson("9")).toBeNull();
  });

  it("grant: adds one group, and looks whether it is there", async () => {
    const fetch = replaying("get_user/ok", "patch_group_ids/add", "list_user_groups/one");
    const groupId = "71" as AccessGroupId;
    const op = { verb: "grant", vendorPersonId: "9", groupId, window: null, marker: "lintel:p1:l1" } as const;
    expect(await connector(fetch).apply(op)).toEqual({ status: "applied", vendorId: "9:71" });
    expect(fetch.left()).toBe(0);
  });

  it("setCards: sends a card as the vendor's sample does, with our mark", async () => {
    const fetch = replaying("list_credentials/none", "list_credential_types/ok", "create_credential/card");
    const op = { verb: "setCards", vendorPersonId: "9", cards: ["0000000"] } as const;
    expect(await connector(fetch).apply(op)).toEqual({ status: "applied", cardProblems: [] });
    expect(fetch.left()).toBe(0);
  });

  it("readOpenings: rows of one request are one opening, at the time of the first", async () => {
    const fetch = replaying("list_events/opening");
    const floor = new Date("2026-05-01T07:59:59Z");
    expect(await connector(fetch).readOpenings?.({ after: null, floor })).toMatchObject({
      items: [{ eventId: "request-example:71", occurredAt: new Date("2026-05-01T07:59:59.250Z") }],
      mark: "2026-05-01T07:59:59.500Z",
      complete: true,
    });
  });

  it("are all used, and hold nothing that looks real", () => {
    expect([...fixtures.keys()].filter((name) => !used.has(name))).toEqual([]);
    for (const [name, { text }] of fixtures) expect(unscrubbed(text), name).toEqual([]);
  });
});
