import type { EntityName } from "@/e2e/simulators/nexudus/model";
import type { FaultInput, NexudusTestApi } from "@/e2e/simulators/nexudus/test-api";
import { type Injection, type TakeBack, takenBy } from "./injection";

const LISTS = [
  "spaces/bookings",
  "spaces/coworkers",
  "spaces/teams",
  "billing/coworkercontracts",
  "billing/coworkertimepasses",
  "billing/contractpausedperiods",
] as const;

/** Fields without which a row cannot be read. */
const UNREADABLE: readonly (readonly [EntityName, string])[] = [
  ["Booking", "FromTime"],
  ["CoworkerContract", "StartDate"],
  ["CoworkerTimePass", "ExpireDate"],
];
/** As many as there are bookings of nobody, which come first: the second page begins with one of somebody. */
const SMALL_PAGE = 8;

/** A rule over requests; what it hit is what the simulator says it injected. */
function ruled(api: NexudusTestApi, input: FaultInput): TakeBack {
  const rule = api.addFault(input);
  return () => {
    api.removeFault(rule.id);
    return takenBy(
      input.times ?? null,
      api.faults().injected.filter((hit) => hit.ruleId === rule.id),
    );
  };
}

/** A switch; what it hit is what the simulator's tally says of it. */
function switched(
  api: NexudusTestApi,
  name: "partialPages" | "deleteBetweenPages" | "unreadable",
  values: Parameters<NexudusTestApi["setSwitches"]>[0]["api"],
  off: Parameters<NexudusTestApi["setSwitches"]>[0]["api"],
): TakeBack {
  const before = api.tally(name);
  api.setSwitches({ ...(values && { api: values }) });
  return () => {
    api.setSwitches({ ...(off && { api: off }) });
    return { hits: api.tally(name) - before };
  };
}

export function downNexudus({ space, random, fault }: Injection): TakeBack {
  const preset = random.pick(["outage", "unavailable", "ooops"] as const);
  return ruled(space.tenant.nexudus.api, { preset, times: fault.times });
}

export function slowDownNexudus({ space, random, fault }: Injection): TakeBack {
  const status = random.pick([409, 429]);
  return ruled(space.tenant.nexudus.api, {
    kind: "answer",
    status,
    headers: { "retry-after": String(random.whole(1, 8)) },
    body: "",
    times: fault.times,
  });
}

/** Refused until it ends; then the admin opens Lintel from Nexudus again. */
export function refuseNexudus({ space, fault }: Injection): TakeBack {
  const takeBack = ruled(space.tenant.nexudus.api, {
    kind: "answer",
    status: 401,
    headers: { "content-type": "application/json" },
    body: '{"Message":"Authorization has been denied for this request."}',
    times: fault.times,
  });
  return async () => {
    const taken = await takeBack();
    if (taken.hits > 0) await space.admin.launch();
    return taken;
  };
}

export function cutPages({ space, random }: Injection): TakeBack {
  const path = random.pick(LISTS);
  const keep = random.whole(0, 3);
  return switched(
    space.tenant.nexudus.api,
    "partialPages",
    { partialPages: { path, keep } },
    { partialPages: null },
  );
}

/**
 * A row that gives nobody anything is deleted between two pages, so that the first of the next page is on none: one that
 * gives somebody something. The pages are small meanwhile, or there would be no second one.
 */
export function deleteBetweenPages({ space }: Injection): TakeBack {
  const { api } = space.tenant.nexudus;
  const first = api.rows("Booking").find((row) => row.CoworkerId === null);
  if (!first) return () => ({ hits: 0 });
  return switched(
    api,
    "deleteBetweenPages",
    { deleteBetweenPages: { entity: "Booking", id: first.Id }, pageSizeMax: SMALL_PAGE },
    { deleteBetweenPages: null, pageSizeMax: 1_000 },
  );
}

export function makeUnreadable({ space, random }: Injection): TakeBack {
  const { api } = space.tenant.nexudus;
  const [entity, field] = random.pick(UNREADABLE.filter(([name]) => api.rows(name).length > 0));
  const { Id: id } = random.pick(api.rows(entity));
  return switched(
    api,
    "unreadable",
    { unreadable: [{ entity, id, field, value: "no date" }] },
    { unreadable: [] },
  );
}
