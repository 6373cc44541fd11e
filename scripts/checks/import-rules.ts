import type { IForbiddenRuleType } from "dependency-cruiser";

/** Tests and what only they use may reach anything. */
export const TESTS = String.raw`\.(test|testing|setup)\.tsx?$|(^|/)testing(/|\.tsx?$)|^db/(test-server|neon-shim)\.ts$`;

const OURS = String.raw`^(app|components|lib|db|inngest|e2e|scripts)/|^[^/]+\.(ts|mjs)$`;
/** Small utilities everybody may be given: time, log lines, signatures and sealing. */
const UTILITIES = [String.raw`^lib/(clock|logger|ids)\.ts$`, "^lib/security/"];

interface Area {
  readonly name: string;
  readonly because: string;
  /** The files the rule is about; `except` takes some out again. */
  readonly from: string;
  readonly except?: readonly string[];
  /** May be imported, beside npm packages. */
  readonly may: readonly string[];
  /** May be imported as types only. */
  readonly types?: readonly string[];
}

const areas: readonly Area[] = [
  {
    name: "connectors",
    because: "connectors know the core's types and the utilities; configuration reaches them as arguments",
    from: "^lib/connectors/",
    may: ["^lib/connectors/", ...UTILITIES],
    types: ["^lib/access/"],
  },
  {
    name: "nexudus",
    because: "the platform client knows the core's types and the utilities",
    from: "^lib/nexudus/",
    may: ["^lib/nexudus/", ...UTILITIES],
    types: ["^lib/access/"],
  },
  {
    name: "mail",
    because: "a mail server is one more outside system: what is mailed, and to whom, is decided by services",
    from: "^lib/mail/",
    may: ["^lib/mail/"],
  },
  {
    name: "utilities",
    because: "utilities stand below everything",
    from: String.raw`^lib/(security|config)/|^lib/(clock|logger|ids)\.ts$`,
    may: ["^lib/config/", ...UTILITIES],
  },
  {
    name: "database",
    because: "the database layer stores what it is given and decides nothing",
    from: "^db/",
    may: ["^db/", "^lib/config/", ...UTILITIES],
    types: ["^lib/access/", String.raw`^lib/connectors/contract\.ts$`],
  },
  {
    name: "services",
    because: "services emit through their context and never know who runs or shows them",
    from: "^lib/services/",
    may: ["^lib/(services|access|connectors|nexudus|mail|config)/", "^db/", ...UTILITIES],
    types: [String.raw`^inngest/events\.ts$`],
  },
  {
    name: "durable functions",
    because:
      "durable functions are adapters around one service verb; the two error modules are only translated",
    from: "^inngest/",
    except: ["^inngest/embedded/"],
    may: [
      "^inngest/(?!embedded/)",
      "^lib/(services|config)/",
      String.raw`^lib/(connectors|nexudus)/errors\.ts$`,
      ...UTILITIES,
    ],
    types: ["^lib/(access|connectors|nexudus)/"],
  },
  {
    name: "embedded engine",
    because: "the engine speaks a protocol and knows nothing of the product but its clock",
    from: "^inngest/embedded/",
    may: ["^inngest/embedded/", String.raw`^lib/clock\.ts$`],
  },
  {
    name: "simulators",
    because: "simulators stand for other companies' systems: of the product they know its clock",
    from: "^e2e/simulators/",
    may: ["^e2e/simulators/", String.raw`^lib/clock\.ts$`],
    types: ["^lib/"],
  },
  {
    name: "oracle",
    because: "whoever judges the product and the simulators shares no code with either",
    from: String.raw`^e2e/simulation/(oracle/|types\.ts$)`,
    may: [String.raw`^e2e/simulation/(oracle/|types\.ts$)`],
  },
  {
    name: "components",
    because: "components are given plain data and never fetch it",
    from: "^components/",
    may: ["^components/"],
    types: [String.raw`^lib/services/([a-z]+-views\.ts|views\.ts|views/)`],
  },
  {
    name: "app",
    because:
      "pages, routes and actions parse, call one service verb and show the result; only runtime.ts wires",
    from: String.raw`^app/|^(proxy|instrumentation(-node)?)\.ts$`,
    except: [String.raw`^app/runtime\.ts$`, String.raw`^app/api/inngest/route\.ts$`],
    may: [
      String.raw`^(app|components)/|^instrumentation-node\.ts$`,
      "^lib/(services|config)/",
      String.raw`^db/errors\.ts$`,
      String.raw`^lib/connectors/([a-z-]+/definition|registry)\.ts$`,
      String.raw`^lib/nexudus/(install|webhooks)\.ts$`,
      ...UTILITIES,
    ],
    types: ["^lib/access/", String.raw`^db/client\.ts$`],
  },
  {
    name: "app wiring",
    because: "the composition root and the Inngest route may know the client and the functions, no queries",
    from: String.raw`^app/runtime\.ts$|^app/api/inngest/route\.ts$`,
    may: ["^(app|components)/", "^lib/", "^inngest/(?!embedded/)", String.raw`^db/(client|errors)\.ts$`],
  },
];

function rulesOf(area: Area): IForbiddenRuleType[] {
  const from = { path: area.from, pathNot: [TESTS, ...(area.except ?? [])] };
  const types = area.types ?? [];
  const rules: IForbiddenRuleType[] = [
    {
      name: area.name,
      comment: area.because,
      severity: "error",
      from,
      to: { path: OURS, pathNot: [...area.may, ...types] },
    },
  ];
  if (types.length > 0)
    rules.push({
      name: `${area.name}: types only`,
      comment: area.because,
      severity: "error",
      from,
      to: { path: [...types], pathNot: [...area.may], dependencyTypesNot: ["type-only"] },
    });
  return rules;
}

/** Who may import whom. One area a paragraph above; a few rules of their own below. */
export const importRules: readonly IForbiddenRuleType[] = [
  {
    name: "pure core",
    comment: "lib/access imports nothing outside itself: no package, no Node module",
    severity: "error",
    from: { path: "^lib/access/", pathNot: TESTS },
    to: { pathNot: "^lib/access/" },
  },
  ...areas.flatMap(rulesOf),
  {
    name: "one connector, one folder",
    comment: "connectors never import each other; what two share moves to lib/connectors",
    severity: "error",
    from: { path: "^lib/connectors/([^/]+)/", pathNot: TESTS },
    to: { path: "^lib/connectors/[^/]+/", pathNot: "^lib/connectors/$1/" },
  },
  {
    name: "no environment in connectors",
    comment: "configuration reaches connectors, the platform client and services as arguments",
    severity: "error",
    from: { path: "^lib/(access|connectors|nexudus)/", pathNot: TESTS },
    to: { path: "^lib/config/" },
  },
  {
    name: "no test code in the product",
    comment: "shipped code never imports a test or what only tests use",
    severity: "error",
    from: { path: "^(app|components|lib|db|inngest)/", pathNot: TESTS },
    to: { path: TESTS },
  },
  {
    name: "no cycle",
    comment: "two files that need each other are one file, or three",
    severity: "error",
    from: { path: "^(app|components|lib|db|inngest|e2e)/" },
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
];
