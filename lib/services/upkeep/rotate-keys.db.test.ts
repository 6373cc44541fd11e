import { eq, sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { getConnection, updateConnection } from "@/db/queries/connections";
import { hashColumns, sealedColumns } from "@/db/queries/sealed";
import { connections, installations, persons } from "@/db/schema";
import { createEncryption, type Encryption } from "@/lib/security/encryption";
import { createKeyedHash, type KeyedHash } from "@/lib/security/keyed-hash";
import { sealTokens } from "../connections/tokens";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  at,
  book,
  canOpen,
  goTo,
  open,
  pollNow,
  resetLogs,
  vendorWrites,
  type World,
} from "../testing/world";
import { receiveWebhook } from "../webhooks/receive";
import { rotateKeys } from "./rotate-keys";
import { hashRules, sealedRules } from "./rotation-rules";

const ana = "Ana Pereira";
const key = (fill: number) => Buffer.alloc(32, fill).toString("base64");
/** The world's own keys, and those that come after them. */
const [OLD, NEW] = [key(7), key(17)];
const [OLD_HASH, NEW_HASH] = [key(9), key(19)];
const rotated = createEncryption(`k2:${NEW},k1:${OLD}`);
const rehashed = createKeyedHash(`h2:${NEW_HASH},h1:${OLD_HASH}`);
const onlyNew = { LINTEL_ENCRYPTION_KEYS: `k2:${NEW}`, LINTEL_HASH_KEY: NEW_HASH };

interface Keys {
  readonly encryption: Encryption;
  readonly hash: KeyedHash;
}
const KEYS: Keys = { encryption: rotated, hash: rehashed };

const rotate = (
  world: World,
  keys: Keys = KEYS,
  more: { check?: boolean; despiteUnreadable?: boolean } = {},
) => rotateKeys({ db: world.db, ...keys, check: false, rowsABatch: 1, ...more });

async function summary(world: World, keys?: Keys, more?: { check?: boolean; despiteUnreadable?: boolean }) {
  const counts = await rotate(world, keys, more);
  const sum = (of: (row: (typeof counts)[number]) => number) =>
    counts.reduce((total, row) => total + of(row), 0);
  return {
    old: sum((row) => row.old),
    renewed: sum((row) => row.renewed),
    unreadable: counts.flatMap((row) => row.unreadable),
  };
}

/** What is stored now, read past the code under test. */
async function stored(world: World) {
  const { rows } = await world.db.execute(sql`
    select token_sealed, webhook_secret_sealed, token_hash, webhook_secret_hash,
      (select string_agg(access_token_sealed || ' ' || refresh_token_sealed, ' ') from connections) as tokens,
      (select string_agg(email_hash, ' ' order by id) from persons) as emails
    from installations`);
  return rows[0] as Record<string, string>;
}

/** A launch from Nexudus, at the process that runs now. */
function launch(world: World) {
  const [installed] = world.nexudus.api.installs();
  return open(world, world.nexudus.api.link(installed?.id ?? 0));
}

/** Sends the last webhook once more, to the process that runs now. */
async function deliver(world: World): Promise<string> {
  const last = world.nexudus.api.deliveries().at(-1);
  const [secret = "", locationId = "", action = ""] = (last?.url ?? "").split("/").slice(-3);
  const received = await receiveWebhook(world.services, {
    secret,
    locationId,
    action: Number(action),
    body: Buffer.from(last?.body ?? ""),
    signature: last?.signature ?? null,
  });
  return received.status;
}

async function siteWithAna(world: World) {
  const site = await activeSite(world);
  await book(world, { who: ana, room: "Lightship", from: at(60), to: at(120) });
  await goTo(world, at(90));
  expect(canOpen(world, ana, "Board room")).toBe(true);
  return site;
}

test("every sealed column of the schema has a rule, and every hash a word on what becomes of it", () => {
  // Without it a column added later keeps values under a key that was thrown away.
  const rules = sealedRules.map(({ table, column, rowColumn }) => ({ table, column, rowColumn }));
  expect(rules).toEqual(sealedColumns());
  expect(Object.keys(hashRules)).toEqual(hashColumns());
  const beside = sealedRules.flatMap((rule) => (rule.hash ? [`${rule.table}.${rule.hash.column}`] : []));
  expect(Object.keys(hashRules).filter((name) => hashRules[name] === "beside")).toEqual(beside);
});

test("after a rotation everything works with the new keys alone", async () => {
  const world = await testWorld();
  const site = await siteWithAna(world);
  expect(await summary(world, KEYS, { check: true })).toEqual({ old: 5, renewed: 0, unreadable: [] });
  expect(JSON.stringify(await stored(world))).not.toContain("v1.k2.");

  expect(await summary(world)).toEqual({ old: 5, renewed: 5, unreadable: [] });
  expect(JSON.stringify(await stored(world))).not.toContain("v1.k1.");
  expect(await summary(world)).toEqual({ old: 0, renewed: 0, unreadable: [] });
  expect(
    await summary(world, { encryption: createEncryption(`k2:${NEW}`), hash: createKeyedHash(NEW_HASH) }),
  ).toMatchObject({ old: 0, unreadable: [] });

  world.services = world.another(onlyNew);
  const opened = await launch(world);
  expect(opened).toEqual({ kind: "opened", installationId: site.installationId, isNew: false });
  resetLogs(world);
  await goTo(world, at(121));
  expect(canOpen(world, ana, "Board room")).toBe(false);
  expect(world.akiles.api.requests.read().total).toBeGreaterThan(0);
});

test("Lintel with the new keys in front works before, during and after the rotation", async () => {
  const world = await testWorld();
  const site = await siteWithAna(world);
  world.services = world.another({
    LINTEL_ENCRYPTION_KEYS: `k2:${NEW},k1:${OLD}`,
    LINTEL_HASH_KEY: `h2:${NEW_HASH},h1:${OLD_HASH}`,
  });
  const before = await stored(world);
  // The webhook finds its installation by the old hash, and the address at the vendor counts as unchanged.
  expect(await deliver(world)).toBe("accepted");
  resetLogs(world);
  await pollNow(world, site);
  expect(vendorWrites(world)).toBe(0);
  expect((await stored(world)).emails).toBe(before.emails);
  expect(await launch(world)).toMatchObject({ installationId: site.installationId, isNew: false });
  await rotate(world);
  expect(await launch(world)).toMatchObject({ installationId: site.installationId, isNew: false });
  expect(await deliver(world)).toBe("accepted");
  await goTo(world, at(121));
  expect(canOpen(world, ana, "Board room")).toBe(false);
});

test("a run that was killed half way is finished by the next one", async () => {
  const world = await testWorld();
  await siteWithAna(world);
  let sealedSoFar = 0;
  const dying: Encryption = {
    ...rotated,
    encrypt(plaintext, binding) {
      sealedSoFar += 1;
      if (sealedSoFar > 2) throw new Error("killed");
      return rotated.encrypt(plaintext, binding);
    },
  };
  await expect(rotate(world, { encryption: dying, hash: rehashed })).rejects.toThrow("killed");
  const half = JSON.stringify(await stored(world));
  expect(half).toContain("v1.k1.");
  expect(half).toContain("v1.k2.");
  expect(await summary(world)).toEqual({ old: 3, renewed: 3, unreadable: [] });
  expect(JSON.stringify(await stored(world))).not.toContain("v1.k1.");
});

test("a token that is refreshed between read and write stays", async () => {
  // Overwritten with what was read, the connection would hold a refresh token the vendor has taken back.
  const world = await testWorld();
  const site = await siteWithAna(world);
  let rotation: Promise<unknown> | undefined;
  await world.db.transaction(async (tx) => {
    await updateConnection(tx, site, {
      ...sealTokens(world.services, site.connectionId, {
        accessToken: "refreshed-access",
        refreshToken: "refreshed-refresh",
        expiresAt: world.clock.now(),
      }),
      updatedAt: world.clock.now(),
    });
    rotation = rotate(world);
    // The rotation has read the row as it was and now waits to write it.
    await vi.waitFor(
      async () => {
        const { rows } = await world.db.execute(
          sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%access_token_sealed%'`,
        );
        expect(rows).toHaveLength(1);
      },
      { timeout: 30_000 },
    );
  });
  await rotation;
  const row = await getConnection(world.db, site);
  const binding = (column: string) => ({ table: "connections", column, row: site.connectionId });
  expect(rotated.decrypt(row?.accessTokenSealed ?? "", binding("access_token_sealed"))).toBe(
    "refreshed-access",
  );
  expect(rotated.decrypt(row?.refreshTokenSealed ?? "", binding("refresh_token_sealed"))).toBe(
    "refreshed-refresh",
  );
  expect(`${row?.accessTokenSealed} ${row?.refreshTokenSealed}`).not.toContain("v1.k1.");
});

test("with a wrong key nothing is written, and the rows are named without their values", async () => {
  const world = await testWorld();
  const site = await siteWithAna(world);
  const before = await stored(world);
  const wrong = createEncryption(`k2:${NEW},k1:${key(1)}`);
  const told = await summary(world, { encryption: wrong, hash: rehashed });
  expect(told.renewed).toBe(0);
  expect(told.unreadable).toHaveLength(4);
  expect(told.unreadable).toContainEqual({
    table: "connections",
    column: "access_token_sealed",
    row: site.connectionId,
    kind: "not_authentic",
  });
  expect(await summary(world, { encryption: createEncryption(`k2:${NEW}`), hash: rehashed })).toMatchObject({
    renewed: 0,
    unreadable: Array(4)
      .fill({ kind: "key_unknown" })
      .map((row) => expect.objectContaining(row)),
  });
  expect(await summary(world, { encryption: rotated, hash: createKeyedHash(NEW_HASH) })).toMatchObject({
    renewed: 0,
    unreadable: [
      expect.objectContaining({ column: "token_sealed", kind: "hash_unknown" }),
      expect.objectContaining({ column: "webhook_secret_sealed", kind: "hash_unknown" }),
    ],
  });
  expect(await stored(world)).toEqual(before);
});

test("one value that does not open is left and named; the rest goes on when asked to", async () => {
  const world = await testWorld();
  const site = await siteWithAna(world);
  await world.db
    .update(connections)
    .set({ accessTokenSealed: "v1.gone.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAA" })
    .where(eq(connections.id, site.connectionId));
  const unreadable = [
    { table: "connections", column: "access_token_sealed", row: site.connectionId, kind: "key_unknown" },
  ];
  expect(await summary(world)).toEqual({ old: 4, renewed: 0, unreadable });
  expect(await summary(world, KEYS, { despiteUnreadable: true })).toEqual({ old: 4, renewed: 4, unreadable });
});

test("the hash of a member's address is written anew; of another address it is left", async () => {
  const world = await testWorld();
  await siteWithAna(world);
  const [person] = await world.db.select().from(persons);
  const scope = person?.installationId ?? "";
  const hashOf = (value: string, hash: KeyedHash) => hash.hash({ purpose: "person-email", scope, value });
  await rotate(world);
  const [after] = await world.db.select().from(persons);
  expect(after?.emailHash).not.toBe(person?.emailHash);
  const { rows } = await world.db.execute(
    sql`select email from members join person_members on member_id = members.id where person_id = ${person?.id}`,
  );
  expect(after?.emailHash).toBe(hashOf(String(rows[0]?.email), rehashed));

  const elsewhere = hashOf("somebody@else.test", createKeyedHash(OLD_HASH));
  await world.db.update(persons).set({ emailHash: elsewhere });
  await rotate(world);
  expect((await world.db.select().from(persons))[0]?.emailHash).toBe(elsewhere);
});

test("an emptied value is none", async () => {
  const world = await testWorld();
  await siteWithAna(world);
  await world.db.update(connections).set({ accessTokenSealed: null, refreshTokenSealed: "" });
  await world.db.update(installations).set({ webhookSecretSealed: "" });
  expect(await summary(world)).toMatchObject({ renewed: 2, unreadable: [] });
});
