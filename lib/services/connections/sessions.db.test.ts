import { expect, test } from "vitest";
import { getConnection } from "@/db/queries/connections";
import type { ConnectorDefinition } from "@/lib/connectors/contract";
import { VendorError } from "@/lib/connectors/errors";
import type { SignInCall } from "@/lib/connectors/sign-in";
import type { Services } from "../context";
import { testWorld } from "../testing/test-world";
import { businessId, confirmAllLocations, HOUR, install, START } from "../testing/world";
import { beginConnection, enterAgain } from "./begin";
import { confirmCertificate, offerCertificate } from "./certificate";
import { missingSettings, saveVendorSettings } from "./save-vendor-settings";
import { openSecrets } from "./secrets";
import { tokenSource } from "./tokens";

const PASSWORD = "hunter2-canary";

/** A vendor that is signed in to with name and password, and what it was asked. */
function gate(options: { readonly typed?: boolean } = {}) {
  const calls: SignInCall[] = [];
  const answers: (VendorError | "ok")[] = [];
  const definition: ConnectorDefinition = {
    id: "gate",
    name: "Gate",
    auth: {
      kind: "session",
      async signIn(call) {
        calls.push(call);
        const answer = answers.shift() ?? (call.secrets.password === PASSWORD ? "ok" : refused());
        if (answer !== "ok") throw answer;
        const expiresAt = new Date(call.clock.now().getTime() + HOUR);
        return { accessToken: `session-${calls.length}`, refreshToken: null, expiresAt };
      },
    },
    connectFields: [
      {
        key: "server",
        label: "Server address",
        help: "",
        secret: false,
        required: true,
        example: "https://gate.test",
      },
      { key: "password", label: "Password", help: "", secret: true, required: true },
    ],
    settings: [
      { key: "site", label: "Site", help: "", kind: "choice", required: true },
      { key: "cards", label: "Card types", help: "", kind: "choices", required: false },
      { key: "links", label: "Links", help: "", kind: "switch", required: false },
      {
        key: "entries",
        label: "Entries",
        help: "Numbers with commas between.",
        kind: "text",
        pattern: "\\d+(,\\d+)*",
        required: true,
        showIf: { key: "links", values: ["on"] },
      },
    ],
    network: options.typed ? { kind: "typed", serverField: "server" } : { kind: "public" },
    presence: "none",
    operatorKeys: [],
    leadMinutes: 15,
    lagMinutes: 15,
    pushAheadDays: 14,
    limits: { concurrency: 1, callsPerSecond: 5, key: "connection", source: "made up" },
    capabilities: {
      timedGrants: { value: "no", source: "made up" },
      ownershipMarker: { value: "no", source: "made up" },
      mutationUnit: { value: "person", source: "made up" },
      observe: { value: "bulk", source: "made up" },
      grantsPerGroup: { value: "one", source: "made up" },
      email: { value: "no", source: "made up" },
      pin: { value: "no", source: "made up" },
      cards: { value: "yes", source: "made up" },
      events: { value: "no", source: "made up" },
    },
    pinRule: null,
    create: () => {
      throw new Error("made below");
    },
  };
  return { definition, calls, answers };
}

const refused = () => new VendorError("credentials_invalid", "gate: HTTP 401", { field: "password" });

async function setUp(options: { readonly typed?: boolean } = {}) {
  const world = await testWorld();
  const installationId = await install(world);
  await confirmAllLocations(world, installationId);
  const vendor = gate(options);
  const shown = { certificate: "AA:01" };
  const services: Services = {
    ...world.services,
    definition: (id) => (id === "gate" ? vendor.definition : world.services.definition(id)),
    operator: (id) => (id === "gate" ? {} : world.services.operator(id)),
    readCertificate: async () => shown.certificate,
    connector: () => ({
      verify: async () => ({ accountId: "gate-1", accountLabel: "Gate one" }),
      listAccessGroups: async () => ({ items: [], next: null, skipped: 0 }),
      observe: async () => ({ items: [], next: null, skipped: 0 }),
      observePerson: async () => null,
      findPeople: async () => [],
      apply: async () => ({ status: "applied" }),
      listOptions: async (key) =>
        key === "site"
          ? [{ value: "1", label: "North" }]
          : [
              { value: "a", label: "A" },
              { value: "b", label: "B" },
            ],
    }),
  };
  const locationIds = [String(businessId(world, "Rotherhithe"))];
  const begin = (password: string) =>
    beginConnection(services, {
      installationId,
      vendor: "gate",
      locationIds,
      values: { server: "https://gate.test", password },
    });
  const row = async (connectionId: Awaited<ReturnType<typeof begin>>["connectionId"]) => {
    const found = await getConnection(world.db, { installationId, connectionId });
    if (!found) throw new Error("no connection");
    return found;
  };
  return { world, installationId, services, vendor, begin, row, shown };
}

test("a vendor that takes name and password is connected at once, and nothing secret lies open", async () => {
  const { begin, row, services } = await setUp();
  const { connectionId, leave } = await begin(PASSWORD);
  expect(leave).toBeNull();
  const connected = await row(connectionId);
  expect(connected).toMatchObject({ state: "connected", accountLabel: "Gate one", signInRefusedAt: null });
  expect(connected.settings).toEqual({ server: "https://gate.test" });
  expect(JSON.stringify(connected)).not.toContain(PASSWORD);
  expect(openSecrets(services, connected)).toEqual({ password: PASSWORD });
  expect(connected.vendorOptions.site).toEqual([{ value: "1", label: "North" }]);
});

test("one wrong password is one sign-in: the form names the field, the secret is dropped, the draft is taken up again", async () => {
  const { begin, row, vendor, world, installationId } = await setUp();
  await expect(begin("wrong")).rejects.toMatchObject({ kind: "validation", field: "password" });
  expect(vendor.calls).toHaveLength(1);
  const drafts = (await world.db.query.connections.findMany({})).filter(
    (one) => one.installationId === installationId && one.vendor === "gate",
  );
  expect(drafts).toMatchObject([{ state: "draft", secretsSealed: null }]);
  const { connectionId } = await begin(PASSWORD);
  expect(connectionId).toBe(drafts[0]?.id);
  expect(await row(connectionId)).toMatchObject({ state: "connected" });
});

test("a session that ended is opened anew by one of many; a refusal is remembered and never asked again", async () => {
  const { begin, row, vendor, services, world } = await setUp();
  const { connectionId } = await begin(PASSWORD);
  world.clock.set(new Date(START.getTime() + 2 * HOUR));
  const connection = await row(connectionId);
  const sources = [1, 2, 3].map(() => tokenSource(services, connection));
  const tokens = await Promise.all(sources.map((source) => source.current()));
  expect(new Set(tokens)).toEqual(new Set(["session-2"]));
  expect(vendor.calls).toHaveLength(2);

  vendor.answers.push(refused());
  world.clock.set(new Date(START.getTime() + 4 * HOUR));
  const refusals = await Promise.allSettled([1, 2, 3].map(() => tokenSource(services, connection).current()));
  expect(refusals.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  await expect(tokenSource(services, connection).renew("session-2")).rejects.toMatchObject({
    kind: "credentials_invalid",
  });
  expect(vendor.calls).toHaveLength(3);
  expect(await row(connectionId)).toMatchObject({ signInRefusedAt: expect.any(Date) });
});

test("a vendor that is down is no refusal: the next look signs in", async () => {
  const { begin, row, vendor, services, world } = await setUp();
  const { connectionId } = await begin(PASSWORD);
  vendor.answers.push(new VendorError("unavailable", "gate: down"));
  world.clock.set(new Date(START.getTime() + 2 * HOUR));
  const source = tokenSource(services, await row(connectionId));
  await expect(source.current()).rejects.toMatchObject({ kind: "unavailable" });
  await expect(source.current()).resolves.toBe("session-3");
});

test("inputs entered anew end a refusal", async () => {
  const { begin, row, services, installationId, vendor, world } = await setUp();
  const { connectionId } = await begin(PASSWORD);
  vendor.answers.push(refused());
  world.clock.set(new Date(START.getTime() + 2 * HOUR));
  await expect(tokenSource(services, await row(connectionId)).current()).rejects.toThrow();
  const values = { server: "https://gate.test", password: PASSWORD };
  await enterAgain(services, { installationId, connectionId, values });
  expect(await row(connectionId)).toMatchObject({ state: "connected", signInRefusedAt: null });
});

test("nothing is sent to a typed server before its certificate was confirmed, and a changed one is asked about", async () => {
  const { begin, row, services, installationId, vendor, shown } = await setUp({ typed: true });
  const { connectionId } = await begin(PASSWORD);
  const key = { installationId, connectionId };
  expect(vendor.calls).toHaveLength(0);
  expect((await row(connectionId)).settings).toMatchObject({ certificateOffered: "AA:01" });
  await expect(confirmCertificate(services, { ...key, fingerprint: "AA:02" })).rejects.toMatchObject({
    kind: "conflict",
  });
  await confirmCertificate(services, { ...key, fingerprint: "AA:01" });
  expect(vendor.calls.map((call) => call.settings.certificateSha256)).toEqual(["AA:01"]);
  expect(await row(connectionId)).toMatchObject({ state: "connected" });

  shown.certificate = "AA:02";
  await offerCertificate(services, key);
  expect((await row(connectionId)).settings).toMatchObject({
    certificateSha256: "AA:01",
    certificateOffered: "AA:02",
  });
  expect(vendor.calls).toHaveLength(1);
});

test("settings of the vendor are kept as chosen, and what is not offered is refused with nothing written", async () => {
  const { begin, row, services, installationId, vendor } = await setUp();
  const { connectionId } = await begin(PASSWORD);
  const save = (values: Record<string, string>) =>
    saveVendorSettings(services, { installationId, connectionId, values });
  expect(missingSettings(vendor.definition.settings, (await row(connectionId)).settings)).toEqual(["Site"]);
  await expect(save({ site: "2" })).rejects.toMatchObject({ field: "site" });
  await expect(save({})).rejects.toMatchObject({ field: "site" });
  await expect(save({ site: "1", links: "on" })).rejects.toMatchObject({ field: "entries" });
  await expect(save({ site: "1", links: "on", entries: "x" })).rejects.toMatchObject({ field: "entries" });
  expect((await row(connectionId)).settings).toEqual({ server: "https://gate.test" });
  await save({ site: "1", cards: "b,a,b", links: "on", entries: "7,8", certificateSha256: "EE" });
  expect((await row(connectionId)).settings).toEqual({
    server: "https://gate.test",
    site: "1",
    cards: "b,a",
    links: "on",
    entries: "7,8",
  });
});
