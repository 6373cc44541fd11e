import type { AccountView } from "@/lib/services/account-views";
import type { ActivityView, RunsView } from "@/lib/services/activity-views";
import type {
  ConnectionsView,
  ConnectionView,
  ConnectVendorView,
  OverviewView,
} from "@/lib/services/connection-views";
import type { MappingItemView, MappingView } from "@/lib/services/mapping-views";
import type { MembersView, MemberView } from "@/lib/services/member-views";
import type { PreviewView } from "@/lib/services/preview-views";
import type { ProblemView, ShellView, StatusView } from "@/lib/services/views";

/** Made-up view models that show every state once; used by the gallery and the screen tests. */

const now = "2026-03-10T09:31:00.000Z";
const zone = "Europe/Lisbon";
const at = (day: number, clock: string) => `2026-03-${String(day).padStart(2, "0")}T${clock}:00.000Z`;
const base = "/console/demo";

export const statuses: readonly StatusView[] = [
  { kind: "open", until: at(10, "11:00") },
  { kind: "opens", at: at(10, "09:45") },
  { kind: "ended", at: at(9, "18:00") },
  { kind: "applying", underWay: true },
  { kind: "needs_you", what: "confirm who this is" },
  { kind: "retrying", at: at(10, "10:02") },
  { kind: "problem", cause: "the PIN is taken", remedy: "choose another in Nexudus" },
  { kind: "foreign" },
  { kind: "unmapped" },
  { kind: "no_access" },
];

export const problems: readonly ProblemView[] = [
  {
    id: "p1",
    severity: "negative",
    what: "Brivo refuses Lintel's sign-in",
    meaning: "New bookings at Harbour do not open doors; access given before stays and ends on time.",
    remedy: "Sign in at Brivo again.",
    link: { label: "Open Brivo", href: `${base}/connections/c2` },
    since: at(10, "08:12"),
  },
  {
    id: "p2",
    severity: "attention",
    what: "24 people would lose access at once",
    meaning: "That is more than usual, so nobody has lost anything yet.",
    remedy: "Look at the list, then apply or dismiss it.",
    link: { label: "Look at the list", href: `${base}/preview/p9` },
    since: null,
  },
];

export const shell: ShellView = {
  base,
  account: { subdomain: "northstar", email: "marta@northstar.example" },
  locations: [
    { id: "1", name: "Downtown Office" },
    { id: "2", name: "Harbour" },
  ],
  locationId: null,
  counts: { overview: 2, connections: 1, mapping: 12, members: 0 },
  parked: null,
  removing: null,
  simulator: {
    links: [
      { label: "Nexudus", href: "http://127.0.0.1:4100/" },
      { label: "Akiles doors", href: "http://127.0.0.1:4101/" },
    ],
  },
  now,
  zone,
};
export const parkedShell: ShellView = {
  ...shell,
  parked: {
    removesOn: at(24, "09:00"),
    reopenUrl: "https://northstar.spaces.example/",
    factsAsOf: at(10, "08:41"),
  },
};

export const account: AccountView = {
  now,
  zone,
  subdomain: "northstar",
  installerEmail: "marta@northstar.example",
  linkEmail: "office@northstar.example",
  installedAt: at(10, "09:20"),
  businesses: [
    {
      id: "1",
      name: "Downtown Office",
      zoneSuggested: "Europe/Lisbon",
      zoneConfirmed: "Europe/Lisbon",
      dayChangeHour: 3,
      webhooks: { kind: "on" },
      warning: null,
    },
    {
      id: "2",
      name: "Harbour",
      zoneSuggested: "Atlantic/Azores",
      zoneConfirmed: null,
      dayChangeHour: 3,
      webhooks: { kind: "off", why: "the role Webhooks is missing" },
      warning: "4 contracts start at 01:00 in this zone. Check that it is the right one.",
    },
  ],
  zones: ["America/New_York", "Atlantic/Azores", "Europe/Lisbon", "Europe/Madrid"],
  missingRoles: [{ role: "TimePass-List", effect: "passes give no access" }],
  removal: { connections: 1, grants: 214, people: 96, insideNow: 12, confirmWord: "northstar" },
  removing: null,
};

export const overview: OverviewView = {
  now,
  zone,
  problems,
  steps: [],
  connections: [
    {
      id: "c1",
      vendorName: "Akiles",
      accountLabel: "Northstar Coworking",
      state: { state: "active", reason: null },
      locationNames: ["Downtown Office"],
      people: 1284,
      openNow: 96,
      problems: 0,
      nextEdge: { at: at(10, "09:45"), sentence: "Meeting room 2 opens for Ana Ruiz" },
      lastFullCheckAt: at(10, "09:02"),
      progress: null,
    },
    {
      id: "c2",
      vendorName: "Brivo",
      accountLabel: "Harbour House",
      state: { state: "needs_attention", reason: "sign in at Brivo again" },
      locationNames: ["Harbour"],
      people: 212,
      openNow: 31,
      problems: 3,
      nextEdge: null,
      lastFullCheckAt: null,
      progress: { label: "First full check", done: 140, total: 212 },
    },
  ],
};
export const firstSteps: OverviewView = {
  now,
  zone,
  problems: [],
  connections: [],
  steps: [
    { label: "Confirm the time zones of 2 locations", done: true, link: null },
    {
      label: "Connect your door vendor",
      done: false,
      link: { label: "Connect a vendor", href: `${base}/connections/new` },
    },
    { label: "Map what you sell to access groups", done: false, link: null },
    { label: "Look at the first preview and apply it", done: false, link: null },
  ],
};

export const connections: ConnectionsView = {
  now,
  zone,
  connections: overview.connections,
  unconfirmedLocations: 0,
};

export const connectVendor: ConnectVendorView = {
  vendorId: null,
  locations: [
    { id: "1", name: "Downtown Office", covered: true, zoneConfirmed: true, alsoCoveredBy: ["Akiles"] },
    { id: "2", name: "Harbour", covered: false, zoneConfirmed: false, alsoCoveredBy: [] },
  ],
  vendors: [
    {
      id: "akiles",
      name: "Akiles",
      summary: "Sign in at Akiles and allow Lintel there.",
      auth: "oauth",
      fields: [],
      available: true,
      leadMinutes: 0,
      lagMinutes: 0,
    },
    {
      id: "avigilon-acm",
      name: "Avigilon",
      summary: "With the address and a user of your own server.",
      auth: "form",
      available: true,
      leadMinutes: 15,
      lagMinutes: 15,
      fields: [
        {
          key: "server",
          label: "Server address",
          help: "As your browser reaches it, with https.",
          secret: false,
          required: true,
          pattern: null,
          example: "https://acm.example.com",
          options: null,
        },
        {
          key: "region",
          label: "Region",
          help: "Where the account was made.",
          secret: false,
          required: true,
          pattern: null,
          example: null,
          options: [{ value: "eu", label: "Europe" }],
        },
        {
          key: "password",
          label: "Password",
          help: "Kept encrypted; never shown again.",
          secret: true,
          required: true,
          pattern: null,
          example: null,
          options: null,
        },
      ],
    },
    {
      id: "brivo",
      name: "Brivo",
      summary: "With an API key and a sign-in at Brivo.",
      auth: "oauth",
      fields: [],
      available: false,
      leadMinutes: 10,
      lagMinutes: 15,
    },
  ],
};

export const connection: ConnectionView = {
  now,
  zone,
  id: "c1",
  vendorName: "Akiles",
  accountLabel: "Northstar Coworking",
  accountConfirmed: false,
  signIn: false,
  state: { state: "connected", reason: null },
  locations: connectVendor.locations,
  leadMinutes: 10,
  lagMinutes: 15,
  rightsEnd: {
    value: "keep",
    options: [
      { value: "keep", label: "Keep them, without access" },
      { value: "remove", label: "Delete them, and make them anew with the next right" },
    ],
    help: "Only for people that Lintel made at Akiles and who hold nothing given by hand there.",
  },
  switches: [
    {
      key: "emailSync",
      label: "E-mail",
      help: "Members get their Akiles app access by e-mail.",
      on: true,
      available: true,
    },
    {
      key: "vendorWindows",
      label: "Let Akiles keep the times",
      help: "Bookings up to 90 days ahead are given with their times, so doors obey even while Lintel is down.",
      on: true,
      available: true,
    },
  ],
  steps: [
    { label: "Say that this account is yours", done: false, link: null },
    { label: "Map what you sell", done: false, link: { label: "Open mapping", href: `${base}/mapping` } },
    { label: "Look at the first preview", done: false, link: null },
  ],
  problems: [],
  people: 0,
  openNow: 0,
  lastFullCheckAt: null,
  pushed: { windows: 0, people: 0 },
  grants: 0,
  progress: null,
  leaving: null,
  vendor: null,
};
/** A server whose certificate changed, and settings of the vendor's own. */
export const vendorConnection: ConnectionView = {
  ...connection,
  accountConfirmed: true,
  vendor: {
    vendorId: "on-premise",
    vendorName: "On-premise doors",
    enter: {
      fields: [
        {
          key: "server",
          label: "Server address",
          help: "As in your browser, with https://.",
          secret: false,
          required: true,
          pattern: null,
          example: "https://doors.example.com",
          options: null,
        },
        {
          key: "password",
          label: "Password",
          help: "Of a user for Lintel alone.",
          secret: true,
          required: true,
          pattern: null,
          example: null,
          options: null,
        },
      ],
      values: { server: "https://doors.example.com" },
    },
    certificate: {
      server: "https://doors.example.com",
      offered: Array.from({ length: 32 }, () => "AB").join(":"),
      confirmed: Array.from({ length: 32 }, () => "0C").join(":"),
      canLook: true,
    },
    settings: [
      {
        key: "site",
        label: "Site",
        help: "Where members are checked in.",
        kind: "choice",
        options: [
          { value: "1", label: "North" },
          { value: "2", label: "South" },
        ],
        value: "1",
        required: true,
        pattern: null,
        showIf: null,
      },
      {
        key: "cardTypes",
        label: "Card types",
        help: "The first card of a member becomes the first of these.",
        kind: "choices",
        options: [
          { value: "200", label: "Card" },
          { value: "201", label: "Key fob" },
        ],
        value: "200",
        required: false,
        pattern: null,
        showIf: null,
      },
      {
        key: "visitors",
        label: "Send a link to visitors",
        help: "They open the doors below with it.",
        kind: "switch",
        options: [],
        value: "on",
        required: false,
        pattern: null,
        showIf: null,
      },
    ],
  },
};
export const activeConnection: ConnectionView = {
  ...connection,
  accountConfirmed: true,
  state: { state: "active", reason: null },
  steps: [],
  people: 1284,
  openNow: 96,
  grants: 1750,
  pushed: { windows: 310, people: 42 },
  lastFullCheckAt: at(10, "09:02"),
};

export const removingShell: ShellView = {
  ...shell,
  removing: { label: "Access taken back", done: 61, total: 214 },
};
export const removingAccount: AccountView = {
  ...account,
  missingRoles: [],
  removal: null,
  removing: {
    since: at(10, "08:55"),
    why: "asked",
    connections: [
      {
        id: "c1",
        label: "Akiles, Northstar Coworking",
        progress: { label: "Access taken back", done: 61, total: 214 },
        isDone: false,
        isStuck: true,
      },
      {
        id: "c2",
        label: "Akiles, Harbour",
        progress: { label: "Access taken back", done: 12, total: 12 },
        isDone: true,
        isStuck: false,
      },
    ],
  },
};
export const leavingConnection: ConnectionView = {
  ...activeConnection,
  state: { state: "disconnecting", reason: null },
  leaving: {
    since: at(10, "08:55"),
    progress: { label: "Access taken back", done: 212, total: 214 },
    isStuck: true,
    left: 2,
    openNow: 1,
    leftovers: [
      {
        id: "l1",
        memberName: "Ana Pereira",
        groupName: "Front door",
        from: at(10, "08:00"),
        until: at(10, "11:00"),
        endsByItself: true,
        isOpenNow: true,
        why: "the vendor refused it",
      },
      {
        id: "l2",
        memberName: "Ben Okafor",
        groupName: "Meeting rooms",
        from: at(11, "08:00"),
        until: null,
        endsByItself: false,
        isOpenNow: false,
        why: null,
      },
    ],
  },
};

const groups = [
  { id: "g1", name: "Front door", siteLabel: "Downtown", hint: null, vanished: false },
  {
    id: "g2",
    name: "Meeting rooms",
    siteLabel: "Downtown",
    hint: "Include every door on the way.",
    vanished: false,
  },
  { id: "g3", name: "Rooftop", siteLabel: null, hint: null, vanished: true },
] as const;
const asConnection = { leadMinutes: null, lagMinutes: null, keepsHours: false };
const plain = {
  options: asConnection,
  flags: [],
  notes: [],
  warnings: [],
  suggestedGroupIds: [],
  nativeGroupIds: [],
} as const;
const tariff = { ...plain, kind: "plan", kindLabel: "Tariff" } as const;
const handMade: readonly MappingItemView[] = [
  { ...tariff, key: "plan:1", name: "Hot Desk", businessName: "Downtown Office", groupIds: ["g1"] },
  {
    ...tariff,
    key: "plan:2",
    name: "Full time",
    businessName: "Downtown Office",
    groupIds: ["g1", "g2", "g3"],
    flags: ["changed"],
  },
  {
    ...tariff,
    key: "plan:3",
    name: "Rooftop club",
    businessName: "Harbour",
    groupIds: [],
    flags: ["vanished"],
  },
  {
    ...tariff,
    key: "plan:4",
    name: "Front door only",
    businessName: "Harbour",
    groupIds: [],
    suggestedGroupIds: ["g1"],
  },
  {
    ...plain,
    key: "pass:1",
    kind: "pass",
    kindLabel: "Time pass",
    name: "Day pass",
    businessName: "Harbour",
    groupIds: ["g1"],
    options: { ...asConnection, keepsHours: true },
    notes: ["Day pass.", "Mon-Fri 08:00-18:00, London time", "Good at Downtown Office and Harbour."],
  },
  {
    ...plain,
    key: "pass:2",
    kind: "pass",
    kindLabel: "Time pass",
    name: "Ten hours",
    businessName: "Harbour",
    groupIds: [],
    notes: ["Pass of minutes: good until they are used up."],
    nativeGroupIds: ["g2"],
  },
];
export const manyItems: readonly MappingItemView[] = [
  ...handMade,
  ...Array.from(
    { length: 1994 },
    (_, n): MappingItemView => ({
      ...plain,
      key: `${n % 2 ? "resource" : "desk"}:${n + 100}`,
      kind: n % 2 ? "resource" : "desk",
      kindLabel: n % 2 ? "Resource" : "Desk",
      name: `${n % 2 ? "Room" : "Desk"} ${String(n).padStart(4, "0")}`,
      businessName: n % 3 ? "Harbour" : "Downtown Office",
      groupIds: n % 5 ? ["g2"] : [],
      options: n % 7 ? asConnection : { ...asConnection, leadMinutes: 15 },
      notes: [n % 2 ? "Meeting room" : "Dedicated desk"],
      warnings: n === 0 ? ["Ana Ruiz sits here by the floor plan, has no contract for it: no access."] : [],
    }),
  ),
];
export const mapping: MappingView = {
  now,
  connectionId: "c1",
  connections: [
    { id: "c1", label: "Akiles" },
    { id: "c2", label: "Brivo" },
  ],
  vendorName: "Akiles",
  severalBusinesses: true,
  items: manyItems,
  isRead: true,
  groups,
  hints: [
    { kind: null, text: "Access groups are edited only at Akiles; opening hours set there always win." },
    { kind: "pass", text: "Hours set at Akiles always win over a pass's hours." },
    { kind: "resource", text: "A room's access group must include every door on the way to it." },
  ],
  settings: { leadMinutes: 0, lagMinutes: 5, teamDesks: true, teamPlans: false, teamPasses: false },
  oddContracts: [
    {
      locationName: "Harbour",
      zone: "Europe/London",
      count: 22,
      contracts: [{ id: "k1", memberId: "7", memberName: "Ana Ruiz", when: "starts 1 Jul, 01:00" }],
    },
  ],
  unknownNative: 1,
  pending: { href: `${base}/preview/p1`, previewId: "p1", digest: "0", cause: "Mapping of 1 item" },
  csvHref: `${base}/mapping/csv?connection=c1`,
};

export const preview: PreviewView = {
  now,
  zone,
  previewId: "p1",
  connectionLabel: "Akiles",
  cause: "Mapping of 3 items",
  state: "ready",
  digest: "d1",
  causedCount: 14,
  totals: { peopleAdded: 1, accessGiven: 9, accessTaken: 3, retimed: 1, losingWhileInside: 1 },
  groups: [
    { name: "Meeting rooms", given: 9, taken: 1 },
    { name: "Front door", given: 0, taken: 2 },
  ],
  members: [
    {
      memberId: "m1",
      name: "Ana Ruiz",
      sentences: [
        { effect: "adds_person", text: "Is added at Akiles.", nowInside: false },
        {
          effect: "gives",
          text: "Gets Meeting rooms today 09:45 to 11:00, for a booking.",
          nowInside: false,
        },
      ],
    },
    {
      memberId: "m2",
      name: "Bo Lindqvist",
      sentences: [
        { effect: "takes", text: "Loses Front door: Hot Desk no longer opens it.", nowInside: true },
      ],
    },
  ],
  moreMembers: 8,
  held: [
    {
      reason: "wait until you confirm who they are at Akiles:",
      count: 2,
      names: ["Chidi Okafor", "Dana Kim"],
    },
  ],
  progress: null,
};

export const members: MembersView = {
  now,
  zone,
  query: { q: "", state: "all", groupId: null, page: 1 },
  stateCounts: { all: 1284, open: 96, upcoming: 31, problem: 3, no_access: 402, confirm: 2 },
  people: { questions: [], more: 0 },
  groups,
  rows: statuses.map((status, n) => ({
    id: `m${n}`,
    name: ["Ana Ruiz", "Bo Lindqvist", "Chidi Okafor", "Dana Kim", "Eero Salo"][n % 5] ?? "Ana Ruiz",
    businessName: n % 2 ? "Harbour" : "Downtown Office",
    status,
    groupNames: n % 3 ? ["Front door", "Meeting rooms"] : [],
    nextEdgeAt: n % 2 ? at(10, "09:45") : null,
  })),
  total: 1284,
  pageSize: 50,
};

export const member: MemberView = {
  now,
  zone,
  id: "m1",
  name: "Ana Ruiz",
  email: "ana@ruiz.example",
  businessName: "Downtown Office",
  status: { kind: "open", until: at(10, "11:15") },
  answer:
    "Ana can open Front door now, because of the plan Hot Desk. Meeting rooms open at 09:35 for a booking.",
  range: { from: at(10, "06:00"), until: at(10, "22:00") },
  lanes: [
    {
      groupId: "g1",
      groupName: "Front door",
      connectionLabel: "Akiles",
      bars: [
        {
          id: "b1",
          source: "plan",
          label: "Hot Desk",
          from: at(1, "00:00"),
          until: null,
          leadMinutes: 0,
          lagMinutes: 0,
        },
        {
          id: "b4",
          source: "pass",
          label: "Day pass",
          from: at(10, "08:00"),
          until: at(10, "18:00"),
          leadMinutes: 0,
          lagMinutes: 0,
        },
      ],
    },
    {
      groupId: "g2",
      groupName: "Meeting rooms",
      connectionLabel: "Akiles",
      bars: [
        {
          id: "b2",
          source: "booking",
          label: "Meeting room 2",
          from: at(10, "09:45"),
          until: at(10, "11:00"),
          leadMinutes: 10,
          lagMinutes: 15,
        },
        {
          id: "b3",
          source: "desk",
          label: "Office 4",
          from: at(10, "14:00"),
          until: at(10, "17:00"),
          leadMinutes: 0,
          lagMinutes: 0,
        },
        {
          id: "b5",
          source: "visit",
          label: "Visit to Bo",
          from: at(10, "18:00"),
          until: at(10, "20:00"),
          leadMinutes: 30,
          lagMinutes: 0,
        },
      ],
    },
  ],
  entitlements: [
    {
      id: "e1",
      source: "plan",
      label: "Plan Hot Desk",
      from: at(1, "00:00"),
      until: null,
      leadMinutes: 0,
      lagMinutes: 0,
      groupNames: ["Front door"],
      status: { kind: "open", until: null },
      note: null,
    },
    {
      id: "e2",
      source: "booking",
      label: "Booking of Meeting room 2",
      from: at(10, "09:45"),
      until: at(10, "11:00"),
      leadMinutes: 10,
      lagMinutes: 15,
      groupNames: ["Meeting rooms"],
      status: { kind: "opens", at: at(10, "09:35") },
      note: null,
    },
    {
      id: "e3",
      source: "pass",
      label: "Day pass",
      from: at(8, "08:00"),
      until: at(9, "03:00"),
      leadMinutes: 0,
      lagMinutes: 0,
      groupNames: [],
      status: { kind: "unmapped" },
      note: "Pass hours 08:00-18:00 are shown, not enforced.",
    },
  ],
  vendorGroups: [
    {
      connectionLabel: "Akiles",
      groupName: "Front door",
      managed: true,
      status: { kind: "open", until: null },
      from: null,
      until: null,
    },
    {
      connectionLabel: "Akiles",
      groupName: "Meeting rooms",
      managed: true,
      status: { kind: "opens", at: at(10, "09:35") },
      from: at(10, "09:35"),
      until: at(10, "11:15"),
    },
    {
      connectionLabel: "Akiles",
      groupName: "Cleaning",
      managed: false,
      status: { kind: "foreign" },
      from: null,
      until: null,
    },
  ],
  credentials: [
    { connectionLabel: "Akiles", kind: "E-mail", state: "in_step", detail: null },
    {
      connectionLabel: "Akiles",
      kind: "PIN",
      state: "problem",
      detail: "another person has this PIN: choose another in Nexudus",
    },
    { connectionLabel: "Akiles", kind: "Card", state: "missing", detail: null },
  ],
  nextEdge: { at: at(10, "09:35"), sentence: "Meeting rooms open." },
  lastProblem: {
    id: "p3",
    severity: "attention",
    what: "Akiles did not take the PIN",
    meaning: "The app and the card still open doors.",
    remedy: "Choose another PIN in Nexudus.",
    link: null,
    since: at(10, "09:10"),
  },
  flaws: [
    {
      id: "f1",
      severity: "attention",
      what: "A contract has no start date",
      meaning: "It opens no door as it stands. What else this member holds is not touched by it.",
      remedy: "Set its start date in Nexudus.",
      link: null,
      since: null,
    },
  ],
  refreshedAt: at(10, "09:30"),
  proposals: [],
  details: [{ label: "Nexudus id", value: "10442" }],
};

export const activity: ActivityView = {
  now,
  zone,
  query: { q: "", outcome: "all", page: 1 },
  rows: [
    {
      id: "a1",
      at: at(10, "09:30"),
      actor: "Lintel",
      sentence: "Gave Meeting rooms to",
      subject: { label: "Ana Ruiz", href: `${base}/members/m1` },
      outcome: "done",
      detail: "today 09:35 to 11:15, for a booking",
    },
    {
      id: "a2",
      at: at(10, "09:10"),
      actor: "Lintel",
      sentence: "Sent the PIN of",
      subject: { label: "Ana Ruiz", href: null },
      outcome: "failed",
      detail: "another person has this PIN",
    },
    {
      id: "a3",
      at: at(9, "17:40"),
      actor: "Marta Silva",
      sentence: "Changed the mapping of 3 items",
      subject: null,
      outcome: "held",
      detail: null,
    },
  ],
  total: 3,
  pageSize: 50,
  csvHref: `${base}/activity.csv`,
};

export const runs: RunsView = {
  now,
  zone,
  engineNote: "They run inside this process and are not kept over a restart.",
  dashboardHref: null,
  rows: [
    {
      id: "r1",
      label: "Full check",
      about: "Akiles",
      state: "running",
      startedAt: at(10, "09:30"),
      endedAt: null,
      attempts: 1,
      href: null,
    },
    {
      id: "r2",
      label: "Open or close on time",
      about: "Ana Ruiz",
      state: "waiting",
      startedAt: at(10, "09:00"),
      endedAt: null,
      attempts: 1,
      href: null,
    },
    {
      id: "r3",
      label: "Look at one member",
      about: "Bo Lindqvist",
      state: "failed",
      startedAt: at(10, "08:00"),
      endedAt: at(10, "08:01"),
      attempts: 4,
      href: "http://127.0.0.1:8288/run",
    },
  ],
};
