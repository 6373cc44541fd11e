import type { ConnectionRow } from "@/db/queries/connections";
import { credentialsOf, type MemberCredentialsRow } from "@/db/queries/credentials";
import { membersById } from "@/db/queries/facts";
import { listLinks } from "@/db/queries/persons";
import { openPinWrites, type PinWriteRow } from "@/db/queries/pin-writes";
import type { MemberId, PersonId } from "@/lib/access/types";
import type { Services } from "../context";
import { NONE, openCards, openPin } from "./store";

/** One kind of credential as a person should have it. `unread` = nobody knows yet: it is left as it is. */
export type WantedValue<T> =
  | { readonly state: "unread" }
  | { readonly state: "none" }
  /** `open` gives the value in clear: in memory only. */
  | { readonly state: "some"; readonly hash: string; readonly open: () => T };

/** What a person should open doors with: that of the member linked first, as far as the connection carries it. */
export interface Wanted {
  readonly memberId: MemberId;
  readonly email: string | null;
  readonly pin: WantedValue<string>;
  readonly cards: WantedValue<readonly string[]>;
  /** The PIN is one that Lintel made and has not yet written to Nexudus. */
  readonly made: PinWriteRow | null;
}

type Connection = Pick<ConnectionRow, "id" | "installationId" | "syncEmail" | "syncPin" | "syncCards">;

/** Per person, from what is stored; people without a member are left out. No platform and no vendor call. */
export async function loadWanted(
  services: Services,
  connection: Connection,
  personIds: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, Wanted>> {
  const { installationId } = connection;
  // Of all members a person is, also those not asked about: the first one's credentials count.
  const links = await listLinks(services.db, { installationId, connectionId: connection.id, personIds });
  const first = new Map(links.toReversed().map((link) => [link.personId, link.memberId]));
  const memberIds = [...new Set(first.values())];
  const carriesMore = connection.syncPin || connection.syncCards;
  const [members, stored, writes] = await Promise.all([
    membersById(services.db, { installationId, ids: memberIds }),
    carriesMore ? credentialsOf(services.db, { installationId, memberIds }) : [],
    connection.syncPin ? openPinWrites(services.db, { installationId, memberIds }) : [],
  ]);
  const emails = new Map(members.map((member) => [member.id, member.email]));
  const rows = new Map(stored.map((row) => [row.memberId, row]));
  const made = new Map(writes.map((row) => [row.memberId, row]));
  return new Map(
    [...first].map(([personId, memberId]): [PersonId, Wanted] => {
      const row = rows.get(memberId);
      const own = row?.pinHash === NONE ? (made.get(memberId) ?? null) : null;
      return [
        personId,
        {
          memberId,
          email: connection.syncEmail ? (emails.get(memberId) ?? null) : null,
          pin: connection.syncPin ? (own ? madePin(services, own) : pinOf(services, row)) : { state: "none" },
          cards: connection.syncCards ? cardsOf(services, row) : { state: "none" },
          made: own,
        },
      ];
    }),
  );
}

/** A PIN that Lintel made, in clear on demand. */
export const openMadePin = (services: Services, write: Pick<PinWriteRow, "id" | "pinSealed">): string =>
  services.encryption.decrypt(write.pinSealed, { table: "pin_writes", column: "pin_sealed", row: write.id });

const madePin = (services: Services, write: PinWriteRow): WantedValue<string> => ({
  state: "some",
  hash: write.pinHash,
  open: () => openMadePin(services, write),
});

function pinOf(services: Services, row: MemberCredentialsRow | undefined): WantedValue<string> {
  if (!row || row.pinHash === null) return { state: "unread" };
  if (row.pinHash === NONE) return { state: "none" };
  return { state: "some", hash: row.pinHash, open: () => openPin(services, row) ?? "" };
}

function cardsOf(services: Services, row: MemberCredentialsRow | undefined): WantedValue<readonly string[]> {
  if (!row || row.cardsHash === null) return { state: "unread" };
  if (row.cardsHash === NONE) return { state: "none" };
  return { state: "some", hash: row.cardsHash, open: () => openCards(services, row) };
}

/** What should be there as one comparable list, with no value in it. */
export function wantedDigest(services: Services, connection: Connection, wanted: Wanted | undefined) {
  if (!wanted) return [null, null, null];
  const { email, pin, cards } = wanted;
  const told = (value: WantedValue<unknown>) => (value.state === "some" ? value.hash : value.state);
  return [
    email === null
      ? null
      : services.hash.hash({ purpose: "person-email", scope: connection.installationId, value: email }),
    told(pin),
    told(cards),
  ];
}
