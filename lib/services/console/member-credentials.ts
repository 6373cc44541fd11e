import { listProblems } from "@/db/queries/credential-problems";
import { credentialsOf } from "@/db/queries/credentials";
import type { MemberRow } from "@/db/queries/facts";
import { type InvitationRow, latestInvitations } from "@/db/queries/pass-invitations";
import type { PersonRow } from "@/db/queries/persons";
import { type PinWriteRow, pinWritesOf } from "@/db/queries/pin-writes";
import type { InstallationId } from "@/lib/access/types";
import { IN_DOUBT } from "../access/write-credential";
import type { Services } from "../context";
import { reasonWords } from "../credentials/reasons";
import { openCards } from "../credentials/store";
import { loadWanted, type Wanted } from "../credentials/wanted";
import type { MemberCredentialView } from "../member-views";
import type { KeptConnection } from "./access-state";
import type { MemberAccess } from "./member-access";
import { countWords } from "./words";

type Problem = Awaited<ReturnType<typeof listProblems>>[number];
type Line = Omit<MemberCredentialView, "connectionLabel">;

const OFF = "switched off in the settings of the connection";

/** What a member opens doors with, on each connection: never a value, only whether and how it stands. */
export async function readMemberCredentials(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly member: MemberRow;
    readonly access: MemberAccess;
  },
): Promise<MemberCredentialView[]> {
  const { installationId, member, access } = input;
  const personIds = access.persons.map(({ person }) => person.id);
  const [problems, writes, [stored], invitations] = await Promise.all([
    listProblems(services.db, { installationId, personIds }),
    pinWritesOf(services.db, { installationId, memberId: member.id }),
    credentialsOf(services.db, { installationId, memberIds: [member.id] }),
    latestInvitations(services.db, { installationId, personIds }),
  ]);
  const cards = stored ? openCards(services, stored).length : 0;
  const views = await Promise.all(
    access.persons.map(async ({ connection, person }) => {
      const wanted = (await loadWanted(services, connection.row, [person.id])).get(person.id);
      const own = problems.filter((problem) => problem.personId === person.id);
      if (!wanted) return [];
      if (wanted.memberId !== member.id) return [shared(connection)];
      return [
        ...emailLines(services, connection, person, own, member.email),
        ...pinLines(services, connection, person, own, wanted, writes),
        ...cardLines(services, connection, person, own, wanted, cards),
        ...passLines(services, connection, person, invitations.get(person.id) ?? null),
      ].map((line) => ({ connectionLabel: connection.label, ...line }));
    }),
  );
  return views.flat();
}

const shared = (connection: KeptConnection): MemberCredentialView => ({
  connectionLabel: connection.label,
  kind: "All",
  state: "off",
  detail: "those of another member count, who is the same person and was linked first",
});

function isCarried(services: Services, connection: KeptConnection, kind: "email" | "pin" | "cards"): boolean {
  return services.definition(connection.row.vendor)?.capabilities[kind].value === "yes";
}

const wordsOf = (services: Services, connection: KeptConnection, problem: Problem) =>
  reasonWords(problem.reason, {
    vendorName: connection.vendorName,
    pinRule: services.definition(connection.row.vendor)?.pinRule ?? null,
  });

function refused(services: Services, connection: KeptConnection, problem: Problem, kind: string): Line {
  const { cause, remedy } = wordsOf(services, connection, problem);
  return { kind, state: "problem", detail: `${cause}. To do: ${remedy}` };
}

/** At the vendor, as far as the books tell: a hash of what was written last. */
const stateOf = (hash: string | null): MemberCredentialView["state"] =>
  hash === null || hash === IN_DOUBT ? "waiting" : "in_step";

function emailLines(
  services: Services,
  connection: KeptConnection,
  person: PersonRow,
  problems: readonly Problem[],
  email: string | null,
): Line[] {
  if (!isCarried(services, connection, "email")) return [];
  const kind = "E-mail";
  if (!connection.row.syncEmail) return [{ kind, state: "off", detail: OFF }];
  const problem = problems.find((row) => row.kind === "email");
  if (problem) return [refused(services, connection, problem, kind)];
  if (email === null) return [{ kind, state: "missing", detail: "add one in Nexudus" }];
  return [{ kind, state: stateOf(person.emailHash), detail: null }];
}

function pinLines(
  services: Services,
  connection: KeptConnection,
  person: PersonRow,
  problems: readonly Problem[],
  { pin, made }: Wanted,
  writes: readonly PinWriteRow[],
): Line[] {
  if (!isCarried(services, connection, "pin")) return [];
  const kind = "PIN";
  if (!connection.row.syncPin) return [{ kind, state: "off", detail: OFF }];
  const problem = problems.find((row) => row.kind === "pin");
  if (problem) return [refused(services, connection, problem, kind)];
  if (pin.state === "unread") return [{ kind, state: "waiting", detail: "not yet read from Nexudus" }];
  if (pin.state === "none") return [{ kind, state: "missing", detail: withoutPin(connection, writes[0]) }];
  const state = stateOf(person.pinHash);
  if (made)
    return [
      {
        kind,
        state: "waiting",
        detail: "made by Lintel, to be written to Nexudus once every vendor took it",
      },
    ];
  const isOurs = writes[0]?.state === "verified" && writes[0].pinHash === pin.hash;
  return [{ kind, state, detail: isOurs ? "PIN set, made by Lintel and written to Nexudus" : "PIN set" }];
}

function withoutPin({ row }: KeptConnection, last: PinWriteRow | undefined): string {
  if (!row.randomPins) return "add one in Nexudus";
  if (row.pinWriteBackOff !== null)
    return last?.state === "restored" || last?.state === "stopped"
      ? "the one Lintel made was taken back, since it could not be written to Nexudus safely"
      : "none is made: writing PINs to Nexudus is stopped, see the connection";
  return "one is made at the next look, if this member has access";
}

function cardLines(
  services: Services,
  connection: KeptConnection,
  person: PersonRow,
  problems: readonly Problem[],
  wanted: Wanted,
  count: number,
): Line[] {
  if (!isCarried(services, connection, "cards")) return [];
  const kind = "Cards";
  if (!connection.row.syncCards) return [{ kind, state: "off", detail: OFF }];
  const bad = problems.filter((row) => row.kind === "card");
  if (wanted.cards.state === "unread")
    return [{ kind, state: "waiting", detail: "not yet read from Nexudus" }];
  if (wanted.cards.state === "none") return [{ kind, state: "missing", detail: "add one in Nexudus" }];
  const good = Math.max(0, count - bad.length);
  return [
    ...(good > 0
      ? [{ kind, state: stateOf(person.cardsHash), detail: countWords(good, "card", "cards") }]
      : []),
    ...bad.map((problem) => refused(services, connection, problem, `Card ${problem.position + 1}`)),
  ];
}

/** The mobile pass: what the last look at the vendor's invitations told. */
function passLines(
  services: Services,
  connection: KeptConnection,
  person: PersonRow,
  last: InvitationRow | null,
): Line[] {
  const { passInvitations } = services.definition(connection.row.vendor)?.capabilities ?? {};
  if (passInvitations?.value !== "yes") return [];
  const kind = "Mobile pass";
  const canResend = person.vendorPersonId !== null && connection.row.state === "active";
  const resend = canResend && last?.state !== "redeemed" ? { resendTo: person.id } : {};
  if (last === null)
    return [{ kind, state: "waiting", detail: "invited when their next access begins", ...resend }];
  const isOver = last.expiresAt !== null && last.expiresAt <= services.clock.now();
  switch (last.state) {
    case "redeemed":
      return [{ kind, state: "in_step", detail: "redeemed" }];
    case "sent":
    case "pending":
      return [
        {
          kind,
          state: "waiting",
          detail: isOver
            ? "the last invitation expired; a new one goes out when their next access begins"
            : `invited by e-mail from ${connection.vendorName}, not redeemed yet`,
          ...resend,
        },
      ];
    case "due":
    case "intended":
      return [{ kind, state: "waiting", detail: "an invitation is being sent" }];
    case "lapsed":
      return [{ kind, state: "waiting", detail: "invited when their next access begins", ...resend }];
    case "no_address":
      return [{ kind, state: "missing", detail: "no e-mail to invite: add one in Nexudus" }];
    case "failed":
      return [
        {
          kind,
          state: "problem",
          detail: `${connection.vendorName} sent no invitation. To do: look whether the account has mobile passes left and may invite, then resend`,
          ...resend,
        },
      ];
    default: {
      const never: never = last.state;
      return never;
    }
  }
}
