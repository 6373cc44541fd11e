import type { Db } from "@/db/client";
import {
  carriedKinds,
  lockCredentials,
  type MemberCredentialsRow,
  updateCredentials,
} from "@/db/queries/credentials";
import type { InstallationId, MemberId } from "@/lib/access/types";
import type { Coworker } from "@/lib/nexudus/coworkers";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";

/** In the place of a hash: read, and there is none. Null in that place = not known. */
export const NONE = "none";

type Tenant = { readonly installationId: InstallationId };

/** Hashes of a PIN under every key of the ring, today's first. */
export const pinHashes = (services: Services, { installationId }: Tenant, pin: string): readonly string[] =>
  services.hash.every({ purpose: "pin", scope: installationId, value: pin });

/** Hashes of card values in their order. */
export const cardsHashes = (
  services: Services,
  { installationId }: Tenant,
  cards: readonly string[],
): readonly string[] =>
  services.hash.every({ purpose: "card", scope: installationId, value: JSON.stringify(cards) });

const bindingOf = (row: Pick<MemberCredentialsRow, "id">, column: "pin_sealed" | "cards_sealed") => ({
  table: "member_credentials",
  column,
  row: row.id,
});

/** The PIN of a stored row in clear: in memory only. */
export const openPin = (services: Services, row: MemberCredentialsRow): string | null =>
  row.pinSealed === null ? null : services.encryption.decrypt(row.pinSealed, bindingOf(row, "pin_sealed"));

/** The card values of a stored row in clear, in their order: in memory only. */
export const openCards = (services: Services, row: MemberCredentialsRow): readonly string[] =>
  row.cardsSealed === null
    ? []
    : (JSON.parse(
        services.encryption.decrypt(row.cardsSealed, bindingOf(row, "cards_sealed")),
      ) as readonly string[]);

/**
 * Keeps the PIN and cards of a record that was read by id, as far as some connection carries them at this moment.
 * `asOf` = before the platform was asked: an answer that was on its way while a later one was stored is left out.
 * True = something differs from what was known. Uses the transaction it is given, or one of its own.
 */
export async function storeCredentials(
  services: Services,
  input: Tenant & {
    readonly memberId: MemberId;
    readonly record: Pick<Coworker, "pincode" | "cards">;
    readonly asOf: Date;
  },
  tx?: Db,
): Promise<boolean> {
  if (tx === undefined) return services.db.transaction((own) => storeCredentials(services, input, own));
  const { installationId, memberId, record, asOf } = input;
  const now = services.clock.now();
  const carried = await carriedKinds(tx, { installationId });
  if (!carried.pin && !carried.cards) return false;
  const row = await lockCredentials(tx, { installationId, memberId, newId: randomId(), now });
  if (!row || row.readAt > asOf) return false;

  const pin = carried.pin
    ? sealedPart(services, row, "pin_sealed", {
        value: record.pincode,
        hashes: record.pincode === null ? [NONE] : pinHashes(services, input, record.pincode),
        known: row.pinHash,
        sealed: row.pinSealed,
      })
    : { sealed: null, hash: null, differs: false };
  const cards = carried.cards
    ? sealedPart(services, row, "cards_sealed", {
        value: record.cards.length === 0 ? null : JSON.stringify(record.cards),
        hashes: record.cards.length === 0 ? [NONE] : cardsHashes(services, input, record.cards),
        known: row.cardsHash,
        sealed: row.cardsSealed,
      })
    : { sealed: null, hash: null, differs: false };
  await updateCredentials(
    tx,
    { installationId, id: row.id },
    {
      pinSealed: pin.sealed,
      pinHash: pin.hash,
      cardsSealed: cards.sealed,
      cardsHash: cards.hash,
      readAt: asOf,
      updatedAt: now,
    },
  );
  return pin.differs || cards.differs;
}

/** Seals anew only what changed, or what an older key holds. */
function sealedPart(
  services: Services,
  row: MemberCredentialsRow,
  column: "pin_sealed" | "cards_sealed",
  part: {
    readonly value: string | null;
    readonly hashes: readonly string[];
    readonly known: string | null;
    readonly sealed: string | null;
  },
) {
  const [hash = NONE] = part.hashes;
  const isKnown = part.known !== null && part.hashes.includes(part.known);
  if (part.value === null) return { sealed: null, hash, differs: !isKnown };
  const isFresh = isKnown && part.sealed !== null && !services.encryption.isStale(part.sealed);
  const sealed = isFresh ? part.sealed : services.encryption.encrypt(part.value, bindingOf(row, column));
  // Under another key the people it is written for are looked at once more, so that their hash follows.
  return { sealed, hash, differs: part.known !== hash };
}
