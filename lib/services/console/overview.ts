import type { ConnectionRow } from "@/db/queries/connections";
import { memberNames } from "@/db/queries/console";
import { listQuestions } from "@/db/queries/safety";
import type { InstallationId } from "@/lib/access/types";
import type { ActivationStepView, OverviewConnectionView, OverviewView } from "../connection-views";
import type { Services } from "../context";
import type { ProblemView } from "../views";
import type { AccessState } from "./access-state";
import { loadCards } from "./connection-cards";
import { type Frame, loadFrame } from "./frame";
import { connectionProblems } from "./problems";
import { roleProblems } from "./roles";

export async function readOverview(
  services: Services,
  input: { readonly installationId: InstallationId; readonly locationId: string | null },
): Promise<OverviewView> {
  const frame = await loadFrame(services, input);
  const loaded = await loadCards(services, frame);
  const { state } = loaded;
  const rows = loaded.rows.filter((row) => row.state !== "disconnected");
  const cards = loaded.cards.filter((card) => card.state.state !== "disconnected");
  const edges = await Promise.all(rows.map((row) => nextEdge(services, frame, state, row)));
  const connections = cards.map((card, at): OverviewConnectionView => {
    const row = rows[at];
    return {
      ...card,
      nextEdge: edges[at] ?? null,
      lastFullCheckAt: row?.lastReconcileAt?.toISOString() ?? null,
      progress: row?.state === "active" && row.lastReconcileAt === null ? firstCheck(state, row) : null,
    };
  });
  return {
    now: frame.now,
    zone: frame.zone,
    connections,
    problems: [
      ...rows.flatMap((row, at) => connectionProblems(services, frame, row, state, cards[at]?.problems ?? 0)),
      ...(await heldProblems(services, frame)),
      ...(await roleProblems(services, frame)),
      ...approvalProblem(frame),
    ],
    steps: rows.some((row) => row.activatedAt !== null) ? [] : firstSteps(frame, rows),
  };
}

/** Losses that wait for an answer: nobody should find that out from a member. */
async function heldProblems(services: Services, frame: Frame): Promise<ProblemView[]> {
  const rows = await listQuestions(services.db, { installationId: frame.installationId });
  return rows
    .filter((row) => row.state === "open")
    .map((row) => ({
      id: `held-${row.id}`,
      severity: "negative",
      what: "Unusually many people would lose access at once",
      meaning: "They keep it until you answer. Everything else goes on.",
      remedy: "Look at who it is, then take the access away or keep it.",
      link: { label: "Decide", href: `${frame.base}/approvals` },
      since: row.createdAt.toISOString(),
    }));
}

/** Beside the banner, so that nobody reads "everything is in step" while nothing new is seen. */
function approvalProblem({ installation, base }: Frame): ProblemView[] {
  if (installation.state !== "needs_reapproval") return [];
  return [
    {
      id: "approval",
      severity: "negative",
      what: "Nexudus does not let Lintel in any more",
      meaning: "Bookings made, moved or cancelled since are not seen. Doors open and close as already known.",
      remedy: "Open Lintel from Nexudus and approve it again.",
      link: { label: "Show the account", href: `${base}/settings/account` },
      since: installation.unauthorizedSince?.toISOString() ?? null,
    },
  ];
}

/** Until the first full check is over: how many of the people have been brought in step. */
function firstCheck(state: AccessState, row: ConnectionRow) {
  const people = [...state.persons.values()].filter((person) => person.connectionId === row.id);
  return {
    label: "First full check",
    done: people.filter((person) => person.lastAppliedAt !== null).length,
    total: people.length > 0 ? people.length : null,
  };
}

async function nextEdge(services: Services, frame: Frame, state: AccessState, row: ConnectionRow) {
  const connection = state.connections.find((one) => one.row.id === row.id);
  if (!connection) return null;
  let found: { at: Date; opens: boolean; groupId: string; personId: string } | null = null;
  for (const { key, windows } of connection.desired)
    for (const window of windows)
      for (const [at, opens] of [
        [window.from, true],
        [window.until, false],
      ] as const)
        if (at && at > frame.at && (found === null || at < found.at))
          found = { at, opens, groupId: key.groupId, personId: key.personId };
  if (!found) return null;
  const { at, opens, groupId, personId } = found;
  const memberId = state.links.find((link) => link.personId === personId)?.memberId;
  const names = memberId
    ? await memberNames(services.db, { installationId: frame.installationId, ids: [memberId] })
    : new Map<string, string>();
  const name = (memberId && names.get(memberId)) ?? "a member";
  const group = connection.groupNames.get(groupId) ?? "An access group";
  return { at: at.toISOString(), sentence: `${group} ${opens ? "opens" : "closes"} for ${name}` };
}

/** What is to be done before the first door obeys, in order. */
export function firstSteps(frame: Frame, rows: readonly ConnectionRow[]): ActivationStepView[] {
  const open = frame.locations.filter((row) => row.confirmedAt === null).length;
  const connected = rows.find((row) => row.accountConfirmedAt !== null && row.state !== "draft");
  const begun = rows[0];
  return [
    {
      label:
        open === 0
          ? "Confirm the time zones of your locations"
          : `Confirm the time ${open === 1 ? "zone of one location" : `zones of ${open} locations`}`,
      done: open === 0,
      link: { label: "Confirm", href: `${frame.base}/settings/account` },
    },
    {
      label: "Connect your door vendor",
      done: connected !== undefined,
      link:
        open > 0
          ? null
          : begun
            ? { label: "Go on connecting", href: `${frame.base}/connections/${begun.id}` }
            : { label: "Connect a vendor", href: `${frame.base}/connections/new` },
    },
    {
      label: "Map what you sell to access groups, look at the preview and apply it",
      done: false,
      link: connected ? { label: "Map", href: `${frame.base}/mapping?connection=${connected.id}` } : null,
    },
  ];
}
