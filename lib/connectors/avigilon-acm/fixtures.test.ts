import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { AccessGroupId } from "@/lib/access/types";
import { manualClock } from "@/lib/clock";
import type { Connector, FetchLike } from "../contract";
import { openFixtures, unscrubbed } from "../testing/fixtures";
import { tokensOf } from "../testing/token-source";
import { avigilonAcm } from "./definition";
import { sealable } from "./session-token";
import { acmSignIn } from "./sign-in";

const { fixtures, used, replaying } = openFixtures(fileURLToPath(new URL("./fixtures", import.meta.url)));
const clock = manualClock(new Date("2026-05-01T08:00:00Z"));
const settings = { server: "https://acm.example.test", username: "example-login" };
const PERSON = "6961cb7d2c664248";
const BOARD = "cn=69aa000000000001,ou=roles,dc=plasec" as AccessGroupId;
const STUDIO = "cn=69aa000000000002,ou=roles,dc=plasec" as AccessGroupId;

const connector = (fetch: FetchLike): Connector =>
  avigilonAcm.create({
    clock,
    fetch,
    log: () => undefined,
    timeoutMs: 1_000,
    tokens: tokensOf(sealable({ cookie: "_session_id=example", csrf: "example" })),
    operator: {},
    settings,
    secrets: { password: "example-password" },
  });
const signIn = (fetch: FetchLike) =>
  acmSignIn.signIn({
    operator: {},
    settings,
    secrets: { password: "example-password" },
    fetch,
    clock,
    timeoutMs: 1_000,
  });

describe("avigilon-acm fixtures", () => {
  it("sign-in: the cookie, and the CSRF token of the first page", async () => {
    const { accessToken } = await signIn(replaying("sign_in/form", "read_home/meta"));
    expect(JSON.parse(accessToken)).toEqual({ cookie: "_session_id=example", csrf: "a+b/c'd==" });
  });

  it("sign-in: the form again, without a cookie, is a wrong password", async () => {
    await expect(signIn(replaying("sign_in/refused"))).rejects.toMatchObject({
      kind: "credentials_invalid",
      details: { field: "password" },
    });
  });

  it("verify: the roles, the list of people, and one of them alone", async () => {
    const fetch = replaying("list_roles/two", "list_people/two", "get_person/one-role");
    const account = { accountId: "acm.example.test", accountLabel: "acm.example.test" };
    expect(await connector(fetch).verify()).toEqual(account);
    expect(fetch.left()).toBe(0);
  });

  it("observe: everybody of one XML answer", async () => {
    const { items, next, skipped } = await connector(replaying("list_people/two")).observe(null);
    expect({ next, skipped }).toEqual({ next: null, skipped: 0 });
    expect(items).toEqual([
      {
        vendorPersonId: PERSON,
        marker: "lintel:install1:p1",
        name: "Test Person",
        emails: [],
        state: "active",
        grants: [{ vendorGrantId: `${PERSON}|${BOARD}`, groupId: BOARD, window: null, marker: null }],
      },
      { vendorPersonId: "0", marker: null, name: "Administrator", emails: [], state: "disabled", grants: [] },
    ]);
  });

  it("grant: reads, sends every role again with the new one, and reads", async () => {
    const fetch = replaying("get_person/one-role", "update_roles/ok", "get_person/two-roles");
    const op = {
      verb: "grant",
      vendorPersonId: PERSON,
      groupId: STUDIO,
      window: null,
      marker: "lintel:p1:l2",
    } as const;
    expect(await connector(fetch).apply(op)).toEqual({ status: "applied", vendorId: `${PERSON}|${STUDIO}` });
    expect(fetch.left()).toBe(0);
  });

  it("createPerson: looks by filter and among all, then makes one and reads it", async () => {
    const fetch = replaying("find_people/nobody", "list_people/two", "create_person/ok", "get_person/made");
    const op = {
      verb: "createPerson",
      marker: "lintel:install1:p2",
      name: "Other Person",
      labels: { nx_coworker: "12" },
    } as const;
    expect(await connector(fetch).apply(op)).toEqual({ status: "applied", vendorId: "6961cb7d2c664249" });
  });

  it("setCards: a number that is taken is about that card", async () => {
    const fetch = replaying("get_person/one-role", "list_tokens/one", "create_token/taken");
    const op = { verb: "setCards", vendorPersonId: PERSON, cards: ["42069", "42070"] } as const;
    expect(await connector(fetch).apply(op)).toEqual({
      status: "already_satisfied",
      cardProblems: [{ index: 1, reason: "card_in_use" }],
    });
  });

  it("groups: roles by their names", async () => {
    const { items } = await connector(replaying("list_roles/two")).listAccessGroups(null);
    expect(items.map((group) => [group.id, group.name])).toEqual([
      [BOARD, "Board room"],
      [STUDIO, "Studio"],
    ]);
  });

  it("are all used, and hold nothing real", () => {
    expect([...fixtures.keys()].filter((name) => !used.has(name))).toEqual([]);
    // The page timer of a new person, in milliseconds.
    const timer = '"600000"';
    for (const [name, { text }] of fixtures)
      expect(
        unscrubbed(text).filter((found) => found !== timer),
        name,
      ).toEqual([]);
  });
});
