import type { VendorName } from "./vendor-name";

/** Files of a new connector's folder, by their name. The formatter gives them their last shape. */
export function codeOf(name: VendorName): Readonly<Record<string, string>> {
  return {
    "definition.ts": definition(name),
    "not-written.ts": notWritten(name),
    "schemas.ts": schemas(name),
    "api.ts": api(name),
    "convert.ts": convert(name),
    "connector.ts": connector(name),
    "testing.ts": testing(name),
    "connector.contract.test.ts": contractTest(name),
  };
}

const definition = ({ id, camel, pascal, title }: VendorName) => `
import type { ConnectorDefinition } from "../contract";
import { create${pascal}Connector } from "./connector";
import { notWritten } from "./not-written";

/** "unverified" is an answer, a guess is none: each claim gets the page it was read on, with the date. */
const NOT_READ = "nowhere read yet";

export const ${camel}: ConnectorDefinition = {
  id: "${id}",
  name: "${title}",
  auth: {
    kind: "session",
    signIn: () => {
      throw notWritten("sign_in");
    },
  },
  connectFields: [
    {
      key: "apiKey",
      label: "API key",
      help: "Shown in the vendor's console.",
      secret: true,
      required: true,
    },
  ],
  settings: [],
  network: { kind: "public" },
  // Until these are handed over the vendor is shown as not set up: nobody connects what is half written.
  operatorKeys: ["apiUrl"],
  leadMinutes: 15,
  lagMinutes: 15,
  pushAheadDays: 14,
  limits: { concurrency: 1, callsPerSecond: 1, key: "connection", source: \`UNVERIFIED: \${NOT_READ}\` },
  capabilities: {
    timedGrants: { value: "unverified", source: NOT_READ },
    ownershipMarker: { value: "unverified", source: NOT_READ },
    mutationUnit: { value: "person", source: NOT_READ },
    observe: { value: "per_person", source: NOT_READ },
    grantsPerGroup: { value: "one", source: NOT_READ },
    email: { value: "unverified", source: NOT_READ },
    pin: { value: "unverified", source: NOT_READ },
    cards: { value: "unverified", source: NOT_READ },
    events: { value: "unverified", source: NOT_READ },
  },
  pinRule: null,
  presence: "none",
  create: create${pascal}Connector,
};
`;

const notWritten = ({ id }: VendorName) => `
import { VendorError } from "../errors";

/** Unable is an error, never a quiet success. This file goes when nothing needs it any more. */
export const notWritten = (operation: string): VendorError =>
  new VendorError("unsupported", \`${id} \${operation}: not written yet\`);
`;

const schemas = ({ pascal, title }: VendorName) => `
import { z } from "zod";

/** What ${title} returns, as far as it is used. Unknown fields pass; a row that does not parse is set aside. */

const id = z.string().min(1).max(200);

export const accountSchema = z.object({ id, name: z.string() });
export type ${pascal}Account = z.output<typeof accountSchema>;

export const groupSchema = z.object({ id, name: z.string() });
export type ${pascal}Group = z.output<typeof groupSchema>;

export const personSchema = z.object({ id, name: z.string() });
export type ${pascal}Person = z.output<typeof personSchema>;
`;

const api = ({ id, camel, pascal }: VendorName) => `
import type { ConnectorDeps, Page } from "../contract";
import { createHttp, type HttpClient } from "../http";
import { notWritten } from "./not-written";
import type { ${pascal}Account, ${pascal}Group, ${pascal}Person } from "./schemas";

/** One function per endpoint used, each with the address of the page it was written from. */

export type ${pascal}Http = HttpClient;

/** UNVERIFIED: how the vendor wants its token. */
export const ${camel}Http = (deps: ConnectorDeps): ${pascal}Http =>
  createHttp({
    vendor: "${id}",
    baseUrl: deps.operator.apiUrl ?? "",
    fetch: deps.fetch,
    clock: deps.clock,
    log: deps.log,
    timeoutMs: deps.timeoutMs,
    auth: { tokens: deps.tokens, headers: (token) => ({ authorization: \`Bearer \${token}\` }) },
  });

/** Parse answers with \`parseAnswer\` and rows with \`parseRows\` of ../parse. */
export async function getAccount(_http: ${pascal}Http): Promise<${pascal}Account> {
  throw notWritten("get_account");
}

export async function listGroups(_http: ${pascal}Http, _cursor: string | null): Promise<Page<${pascal}Group>> {
  throw notWritten("list_groups");
}

export async function listPeople(_http: ${pascal}Http, _cursor: string | null): Promise<Page<${pascal}Person>> {
  throw notWritten("list_people");
}

/** Null only when the vendor says that there is no such person. */
export async function getPerson(_http: ${pascal}Http, _personId: string): Promise<${pascal}Person | null> {
  throw notWritten("get_person");
}
`;

const convert = ({ pascal, title }: VendorName) => `
import type { AccessGroupId } from "@/lib/access/types";
import type { AccessGroup, VendorPerson } from "../contract";
import { notWritten } from "./not-written";
import type { ${pascal}Group, ${pascal}Person } from "./schemas";

/** ${title} shapes <-> our nouns. Pure: normalise here whatever the vendor rounds, cuts or lower-cases. */

export const toAccessGroup = (group: ${pascal}Group): AccessGroup => ({
  id: group.id as AccessGroupId,
  name: group.name,
  siteLabel: null,
  hint: null,
});

/** A person whose grants are not read must never look like one who holds none. */
export function toPerson(_person: ${pascal}Person): VendorPerson {
  throw notWritten("to_person");
}
`;

const connector = ({ camel, pascal, title }: VendorName) => `
import type { Connector, ConnectorDeps, VendorOperation } from "../contract";
import { getAccount, getPerson, listGroups, listPeople, ${camel}Http } from "./api";
import { toAccessGroup, toPerson } from "./convert";
import { notWritten } from "./not-written";

/** The ${title} connector. Keeps nothing between calls; all of them may be repeated. */
export function create${pascal}Connector(deps: ConnectorDeps): Connector {
  const http = ${camel}Http(deps);
  return {
    async verify() {
      const { id, name } = await getAccount(http);
      return { accountId: id, accountLabel: name };
    },
    async listAccessGroups(cursor) {
      const page = await listGroups(http, cursor);
      return { ...page, items: page.items.map(toAccessGroup) };
    },
    async observe(cursor) {
      const page = await listPeople(http, cursor);
      return { ...page, items: page.items.map(toPerson) };
    },
    async observePerson(vendorPersonId) {
      const person = await getPerson(http, vendorPersonId);
      return person && toPerson(person);
    },
    async findPeople() {
      throw notWritten("find_people");
    },
    apply,
  };
}

async function apply(op: VendorOperation): ReturnType<Connector["apply"]> {
  switch (op.verb) {
    case "createPerson":
      throw notWritten("create_person");
    case "restorePerson":
      throw notWritten("restore_person");
    case "grant":
      throw notWritten("grant");
    case "retime":
      throw notWritten("retime");
    case "revoke":
      throw notWritten("revoke");
    case "setEmail":
      throw notWritten("set_email");
    case "setPin":
      throw notWritten("set_pin");
    case "setCards":
      throw notWritten("set_cards");
    default: {
      const never: never = op;
      return never;
    }
  }
}
`;

const testing = ({ id, camel, title }: VendorName) => `
import type { AccessGroupId } from "@/lib/access/types";
import { manualClock } from "@/lib/clock";
import type { CallLog, FetchLike } from "../contract";
import { FaultyFetch } from "../testing/faulty-fetch";
import type { ConnectorHarness } from "../testing/harness";
import { tokensOf } from "../testing/token-source";
import { ${camel} } from "./definition";
import { notWritten } from "./not-written";

const TOKENS = ["first-token-canary", "second-token-canary"] as const;

/** Becomes the fetch of a simulator in e2e/simulators/${id}, as strict as the vendor's pages. */
const noVendor: FetchLike = async () => {
  throw notWritten("simulator");
};

/** The ${title} connector in front of a fresh vendor account. Times start at 2026-03-02T10:00Z. */
export async function ${camel}Harness(): Promise<ConnectorHarness> {
  const faults = new FaultyFetch(noVendor);
  const clock = faults.clockOver(manualClock(new Date("2026-03-02T10:00:00Z")));
  const logs: Parameters<CallLog>[0][] = [];
  const tokens = tokensOf(...TOKENS);
  const connector = ${camel}.create({
    clock,
    fetch: faults.fetch,
    log: (entry) => logs.push(entry),
    timeoutMs: 5_000,
    tokens,
    operator: { apiUrl: "https://api.example.test" },
    settings: {},
    secrets: {},
  });
  return {
    connector,
    definition: ${camel},
    clock,
    faults,
    logs,
    renewals: () => tokens.renewals,
    groupIds: ["group-1" as AccessGroupId, "group-2" as AccessGroupId],
    precisionMs: 1,
    samples: { pin: "49382716", otherPin: "50617283", cards: ["card-1", "card-2"], badCard: "no card" },
    secrets: TOKENS,
    errorBody: (text) => JSON.stringify({ error: text }),
    async makeForeignGrant() {
      throw notWritten("make_foreign_grant");
    },
    async makePeople() {
      throw notWritten("make_people");
    },
    malformRow() {
      throw notWritten("malform_row");
    },
    async dump() {
      throw notWritten("dump");
    },
    close: async () => undefined,
  };
}
`;

const contractTest = ({ id, camel }: VendorName) => `
import { connectorBattery } from "../testing/contract";
import { ${camel}Harness } from "./testing";

connectorBattery("${id}", () => ${camel}Harness());
`;
