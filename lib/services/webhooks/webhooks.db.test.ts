import { describe, expect, test } from "vitest";
import { listRegistrations } from "@/db/queries/webhooks";
import { webhookDeliveries } from "@/db/schema";
import { testWorld } from "../testing/test-world";
import { businessId, install, resetLogs, type World } from "../testing/world";
import { ensureWebhooks } from "./ensure";
import { receiveWebhook } from "./receive";

const BOOKING_UPDATE = 6;

/** A delivery as Nexudus really sent it, taken from the simulator's record. */
async function delivered(world: World) {
  await install(world, "Rotherhithe");
  const ana = world.nexudus.api.rows("Coworker").find((row) => row.FullName === "Ana Pereira");
  const room = world.nexudus.api.rows("Resource").find((row) => row.Name === "Lightship");
  world.nexudus.api.setSwitches({ webhooks: { lose: null } });
  world.nexudus.api.book({
    coworkerId: ana?.Id ?? 0,
    resourceId: room?.Id ?? 0,
    from: "2026-05-12T12:00:00Z",
    to: "2026-05-12T13:00:00Z",
  });
  const [sent] = world.nexudus.api.deliveries();
  if (!sent) throw new Error("nothing was sent");
  const [secret, business, action] = new URL(sent.url).pathname.split("/").slice(-3);
  world.runner.emitted.length = 0;
  return {
    memberId: String(ana?.Id),
    hook: {
      secret: secret ?? "",
      locationId: business ?? "",
      action: Number(action),
      body: new TextEncoder().encode(sent.body),
      signature: sent.signature,
    },
  };
}

const touched = (world: World) => world.runner.emitted.filter((row) => row.name === "access/member.touched");

describe("receiving", () => {
  test("a signed webhook asks to look at its member, and carries nothing but ids", async () => {
    const world = await testWorld();
    const { hook, memberId } = await delivered(world);
    expect(await receiveWebhook(world.services, hook)).toEqual({ status: "accepted" });
    expect(touched(world).map((row) => row.data.memberId)).toEqual([memberId]);
    expect(Object.keys(touched(world)[0]?.data ?? {}).sort()).toEqual([
      "installationId",
      "memberId",
      "reason",
    ]);
  });

  test("is recorded and answered while events cannot be sent: the next poll reads the change", async () => {
    const world = await testWorld();
    const { hook } = await delivered(world);
    const emit = () => Promise.reject(new Error("no answer"));
    const before = (await world.services.db.select().from(webhookDeliveries)).length;
    await expect(receiveWebhook({ ...world.services, emit }, hook)).resolves.toEqual({ status: "accepted" });
    expect(await world.services.db.select().from(webhookDeliveries)).toHaveLength(before + 1);
  });

  test("a wrong signature is refused", async () => {
    const world = await testWorld();
    const { hook } = await delivered(world);
    for (const signature of ["0".repeat(64), "short", `${hook.signature}0`])
      expect(await receiveWebhook(world.services, { ...hook, signature })).toEqual({
        status: "refused",
        why: "signature",
      });
    expect(touched(world)).toEqual([]);
  });

  test("an unsigned webhook is a hint until its hook has once been signed, then it is refused", async () => {
    const world = await testWorld();
    const { hook } = await delivered(world);
    const unsigned = { ...hook, signature: null };
    expect(await receiveWebhook(world.services, unsigned)).toEqual({ status: "accepted" });
    await receiveWebhook(world.services, hook);
    expect(await receiveWebhook(world.services, unsigned)).toEqual({ status: "refused", why: "signature" });
  });

  test("a changed body under a good signature is refused", async () => {
    const world = await testWorld();
    const { hook } = await delivered(world);
    const body = new TextEncoder().encode(`${new TextDecoder().decode(hook.body)} `);
    expect(await receiveWebhook(world.services, { ...hook, body })).toMatchObject({ status: "refused" });
  });

  test("an unknown secret is ignored without a word about it", async () => {
    const world = await testWorld();
    const { hook } = await delivered(world);
    const answer = await receiveWebhook(world.services, { ...hook, secret: "x".repeat(22), signature: null });
    expect(answer).toEqual({ status: "ignored" });
    expect(touched(world)).toEqual([]);
  });

  test.each(["", "{", "null", "[]", '"text"', '[{"Id":"x"}]'])(
    "a body like %j does no harm",
    async (text) => {
      const world = await testWorld();
      const { hook } = await delivered(world);
      const body = new TextEncoder().encode(text);
      const answer = await receiveWebhook(world.services, { ...hook, body, signature: null });
      expect(["refused", "accepted"]).toContain(answer.status);
      expect(touched(world)).toEqual([]);
    },
  );

  test("a location or action that Lintel keeps no hook for is ignored", async () => {
    const world = await testWorld();
    const { hook } = await delivered(world);
    for (const other of [{ locationId: String(businessId(world, "Red Hook")) }, { action: 999 }])
      expect((await receiveWebhook(world.services, { ...hook, ...other })).status).not.toBe("accepted");
    expect(touched(world)).toEqual([]);
  });

  test("the same body again within two seconds is one look; later it is another", async () => {
    const world = await testWorld();
    const { hook } = await delivered(world);
    await receiveWebhook(world.services, hook);
    world.clock.advance(1_500);
    expect(await receiveWebhook(world.services, hook)).toEqual({ status: "accepted" });
    expect(touched(world)).toHaveLength(1);
    world.clock.advance(3_000);
    await receiveWebhook(world.services, hook);
    expect(touched(world)).toHaveLength(2);
  });
});

describe("keeping the hooks", () => {
  const hooks = (world: World) => world.nexudus.api.rows("WebHook");

  test("an install makes one hook for each location and action, and a second look writes nothing", async () => {
    const world = await testWorld();
    const installationId = await install(world, "Rotherhithe");
    expect(hooks(world).map((row) => row.Action)).toContain(BOOKING_UPDATE);
    expect(hooks(world)).toHaveLength(16);
    resetLogs(world);
    expect(await ensureWebhooks(world.services, { installationId })).toMatchObject({
      status: "checked",
      created: 0,
      enabled: 0,
      removed: 0,
    });
    const writes = world.nexudus.api.requests().requests.filter((row) => row.method !== "GET");
    expect(writes).toEqual([]);
  });

  test("a dead hook is switched on, a missing one made, a surplus one of ours removed, others left", async () => {
    const world = await testWorld();
    const installationId = await install(world, "Rotherhithe");
    const [dead, missing, doubled] = hooks(world);
    if (!dead || !missing || !doubled) throw new Error("too few hooks");
    world.nexudus.api.change("WebHook", dead.Id, { Active: false });
    world.nexudus.api.delete("WebHook", missing.Id);
    world.nexudus.api.create("WebHook", {
      BusinessId: doubled.BusinessId,
      Name: doubled.Name,
      Action: doubled.Action,
      URL: doubled.URL,
      Active: true,
    });
    const theirs = world.nexudus.api.create("WebHook", {
      BusinessId: doubled.BusinessId,
      Name: "somebody else's",
      Action: doubled.Action,
      URL: "https://example.test/hook",
      Active: true,
    });
    expect(await ensureWebhooks(world.services, { installationId })).toMatchObject({
      created: 1,
      enabled: 1,
      removed: 1,
      refused: [],
    });
    expect(hooks(world)).toHaveLength(17);
    expect(hooks(world).every((row) => row.Active === true)).toBe(true);
    expect(hooks(world).some((row) => row.Id === theirs.Id)).toBe(true);
  });

  test("a role that is missing is named, and the rest of the install stands", async () => {
    const world = await testWorld();
    const made = world.nexudus.api.install({ businessId: businessId(world, "Rotherhithe") });
    world.nexudus.api.changeInstall(made.id, { missingRoles: ["WebHook-List"] });
    const installationId = await install(world, "Rotherhithe");
    const rows = await listRegistrations(world.db, { installationId });
    expect(new Set(rows.map((row) => row.problem))).toEqual(
      new Set(["Nexudus does not allow Lintel to list webhooks (role WebHook-List)"]),
    );
    expect(hooks(world)).toHaveLength(0);
  });

  test("what a minute's writes do not suffice for is done in turns, each going on where the last one ended", async () => {
    const world = await testWorld();
    const installationId = await install(world, "Rotherhithe");
    const made = hooks(world);
    for (const row of made) world.nexudus.api.delete("WebHook", row.Id);
    const turn = () => ensureWebhooks(world.services, { installationId, writesMax: 6 });
    expect(await turn()).toMatchObject({ created: 6, left: made.length - 6 });
    expect(hooks(world)).toHaveLength(6);
    expect(await turn()).toMatchObject({ created: 6, left: made.length - 12 });
    expect(await turn()).toMatchObject({ created: made.length - 12, left: 0 });
    expect(hooks(world).map((row) => row.Action)).toEqual(made.map((row) => row.Action));
  });

  test("a hook that was refused is left alone by the next turns, which make the others", async () => {
    const world = await testWorld();
    const installationId = await install(world, "Rotherhithe");
    const [theirs, ...others] = hooks(world);
    for (const row of hooks(world)) world.nexudus.api.delete("WebHook", row.Id);
    world.nexudus.api.addFault({
      method: "POST",
      path: "sys/webhooks",
      kind: "answer",
      status: 400,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ Message: "No." }),
      times: 1,
    });
    const first = await ensureWebhooks(world.services, { installationId, writesMax: 1 });
    expect(first).toMatchObject({ created: 0, left: others.length });
    const second = await ensureWebhooks(world.services, { installationId, refusedBefore: first.refused });
    expect(second).toMatchObject({ created: others.length, left: 0, refused: first.refused });
    expect(hooks(world).map((row) => row.Action)).not.toContain(theirs?.Action);
    const rows = await listRegistrations(world.db, { installationId });
    expect(rows.filter((row) => row.problem !== null).map((row) => row.action)).toEqual([theirs?.Action]);
  });

  test("a list that failed changes no hook", async () => {
    const world = await testWorld();
    const installationId = await install(world, "Rotherhithe");
    world.nexudus.api.addFault({ preset: "unavailable" });
    resetLogs(world);
    expect(await ensureWebhooks(world.services, { installationId })).toMatchObject({ status: "incomplete" });
    expect(hooks(world)).toHaveLength(16);
  });
});
