import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { SEED } from "@/e2e/simulators/doorflow/seed";
import type { AccessGroupId, Window } from "@/lib/access/types";
import type { FetchLike, VendorOperation } from "../contract";
import { readAll } from "../read-all";
import { type Exchange, OpenApi } from "../testing/openapi";
import { REQUESTED_SCOPES } from "./failures";
import { type DoorFlowHarness, doorflowHarness } from "./testing";

/** Where the vendor's own file lies: `openapi.yaml` of github.com/doorflow/doorflow-sdk-typescript, "DoorFlow API 3.0". */
const file = process.env.DOORFLOW_OPENAPI;
const WHAT = "keeps to the vendor's OpenAPI file in what it asks, as the simulator does in what it answers";

/** Every operation of the file that the connector uses. */
const USED = [
  "getAccount",
  "listGroups",
  "listSites",
  "listChannels",
  "listPeople",
  "getPerson",
  "createPerson",
  "updatePerson",
  "deletePerson",
  "listGroupReservations",
  "createGroupReservation",
  "deleteGroupReservation",
  "listCredentialTypes",
  "listPersonCredentials",
  "createCredential",
  "updateCredential",
  "deleteCredential",
  "listEvents",
  "initiateSync",
];

if (!file) it(WHAT, (context) => context.skip("DOORFLOW_OPENAPI names no file"));
else
  it(WHAT, { timeout: 120_000 }, async () => {
    const spec = new OpenApi(readFileSync(file, "utf8"));
    const exchanges: Exchange[] = [];
    const recording: FetchLike = async (address, init) => {
      const response = await fetch(address, init);
      const text = await response.clone().text();
      const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
      exchanges.push({
        method: init.method ?? "GET",
        url: new URL(address),
        body,
        status: response.status,
        contentType: response.headers.get("content-type") ?? "",
        text,
      });
      return response;
    };
    const h = await doorflowHarness({}, recording);
    try {
      await everything(h);
    } finally {
      await h.close();
    }
    const checked = exchanges.map((exchange) => spec.check(exchange));
    expect([...new Set(checked.flatMap(({ problems }) => problems))]).toEqual([]);
    const called = new Set(checked.map(({ operationId }) => operationId));
    expect([...called].toSorted()).toEqual([...USED].toSorted());
    const statuses = new Set(exchanges.map(({ status }) => status));
    expect([...statuses].toSorted()).toEqual([200, 201, 401, 403, 404, 422, 429]);
    // The right to change includes the right to see.
    const isAsked = (scope: string) =>
      REQUESTED_SCOPES.includes(scope) || REQUESTED_SCOPES.includes(scope.replace(/\.readonly$/, ""));
    expect(USED.flatMap((id) => spec.scopesOf(id)).filter((scope) => !isAsked(scope))).toEqual([]);
  });

/** All that the connector can do, once, with what goes wrong on the way. */
async function everything(h: DoorFlowHarness): Promise<void> {
  const { connector, simulator } = h;
  const hour = (hours: number) => new Date(h.time.now().getTime() + hours * 3_600_000);
  const failing = (promise: Promise<unknown> | undefined) =>
    Promise.resolve(promise).then(
      () => Promise.reject(new Error("it did not fail")),
      () => undefined,
    );
  const apply = async (op: VendorOperation) => {
    const outcome = await connector.apply(op);
    return ("vendorId" in outcome && outcome.vendorId) || "";
  };

  await connector.verify();
  await connector.listAccessGroups(null);
  await connector.listDoors?.(null);
  for (const key of ["site", "pinType", "cardTypes"]) await connector.listOptions?.(key);
  const marker = "lintel:install1:p1";
  const labels = { nx_coworker: "4711" };
  const vendorPersonId = await apply({ verb: "createPerson", marker, name: "Ana Test", labels });
  await connector.findPeople({ email: "ana+test@example.test" });
  await connector.findPeople({ marker });
  const grant = (group: string, window: Window | null) =>
    apply({ verb: "grant", vendorPersonId, groupId: group as AccessGroupId, window, marker: "lintel:p1:l1" });
  const booked = await grant(SEED.groups.board, { from: hour(-1), until: hour(2) });
  const moved = await apply({
    verb: "retime",
    vendorPersonId,
    vendorGrantId: booked,
    window: { from: hour(-1), until: null },
  });
  const ending = await apply({
    verb: "retime",
    vendorPersonId,
    vendorGrantId: moved,
    window: { from: hour(-1), until: hour(1) },
  });
  await failing(grant(SEED.groups.studio, { from: hour(-2), until: hour(-1) }));
  await failing(connector.apply({ verb: "revoke", vendorPersonId: "999999", vendorGrantId: ending }));
  await readAll((cursor) => connector.observe(cursor), { clock: h.clock });
  for (const pin of ["48213", "59324", null])
    await apply({ verb: "setPin", vendorPersonId, pin, pinHash: pin && "keyed-hash" });
  await failing(connector.apply({ verb: "setPin", vendorPersonId, pin: "70421", pinHash: "keyed-hash" }));
  await apply({ verb: "setCards", vendorPersonId, cards: ["1001", "1002"] });
  simulator.api.staffSync();
  simulator.api.attempt({ member: vendorPersonId, door: "Front door", method: "card" });
  await connector.readOpenings?.({ after: null, floor: hour(-24) });
  h.time.advance(60_000);
  await connector.flush?.();
  await connector.flush?.();
  await failing(h.allowed("account.person.readonly").listAccessGroups(null));
  await apply({ verb: "revoke", vendorPersonId, vendorGrantId: ending });
  await connector.removePerson?.({ vendorPersonId, marker });
  simulator.api.revokeTokens();
  await connector.verify();
}
