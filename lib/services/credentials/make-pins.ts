import { randomInt } from "node:crypto";
import { listConnections } from "@/db/queries/connections";
import { lockCredentials } from "@/db/queries/credentials";
import {
  insertPinWrite,
  membersWithoutPin,
  openPinWrites,
  type PinPlace,
  pinPlaces,
} from "@/db/queries/pin-writes";
import { noteTouched } from "@/db/queries/touched";
import { itemKey } from "@/lib/access";
import type { InstallationId, MemberId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { loadEntitlements } from "../access/desired";
import { loadRules } from "../access/rules";
import type { Services } from "../context";
import { makePin } from "./pin-rules";
import { limitsAt, sealMadePin } from "./replace-made-pin";
import { NONE, pinHashes } from "./store";

/**
 * Makes a PIN for each of these members (null = everybody) who holds a mapped right where random PINs are switched
 * on, was read as having none, and has none on its way. It is only noted here: the vendors get it by the next look
 * at the member, and Nexudus once all of them took it. Returns for whom. Repeat, also by two at once: one PIN each.
 */
export async function makePins(
  services: Services,
  input: { readonly installationId: InstallationId; readonly memberIds: readonly MemberId[] | null },
): Promise<MemberId[]> {
  const { installationId } = input;
  const places = await pinPlaces(services.db, input);
  if (!places.some((place) => place.randomPins)) return [];
  const byMember = new Map<MemberId, PinPlace[]>();
  for (const place of places) byMember.set(place.memberId, [...(byMember.get(place.memberId) ?? []), place]);
  const asked = [...byMember].filter(([, own]) => wantsPin(own)).map(([id]) => id);
  const lacking = await membersWithoutPin(services.db, { installationId, memberIds: asked, none: NONE });
  const entitled = await holdersOfMapped(services, {
    installationId,
    memberIds: lacking,
    only: new Set(places.filter((place) => place.randomPins).map((place) => place.connectionId)),
  });
  const made: MemberId[] = [];
  for (const memberId of lacking) {
    const limits = limitsAt(
      services,
      (byMember.get(memberId) ?? []).map((place) => place.vendor),
    );
    if (!entitled.has(memberId) || limits === null) continue;
    if (await note(services, { installationId, memberId, pin: makePin(limits, randomInt) }))
      made.push(memberId);
  }
  return made;
}

/** Random PINs are on at an active place, and none of the member's places refuses to write them back. */
const wantsPin = (places: readonly PinPlace[]) =>
  places.some((place) => place.randomPins && place.state === "active") &&
  !places.some((place) => place.isOff);

/** Notes the PIN unless the member got one meanwhile, from Nexudus or from another run. */
function note(
  services: Services,
  input: { readonly installationId: InstallationId; readonly memberId: MemberId; readonly pin: string },
): Promise<boolean> {
  const { installationId, memberId, pin } = input;
  return services.db.transaction(async (tx) => {
    const now = services.clock.now();
    const row = await lockCredentials(tx, { installationId, memberId, newId: randomId(), now });
    if (row?.pinHash !== NONE) return false;
    const open = await openPinWrites(tx, { installationId, memberIds: [memberId] });
    if (open.length > 0) return false;
    const id = randomId();
    const [pinHash = ""] = pinHashes(services, input, pin);
    await insertPinWrite(tx, {
      id,
      installationId,
      memberId,
      state: "intended",
      pinSealed: sealMadePin(services, id, pin),
      pinHash,
      fieldsBefore: {},
      createdAt: now,
    });
    await noteTouched(tx, { installationId, memberIds: [memberId], now });
    return true;
  });
}

/** Of these members those with a right to something that is mapped on one of these connections, now or to come. */
export async function holdersOfMapped(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly memberIds: readonly MemberId[];
    readonly only: ReadonlySet<string>;
  },
): Promise<ReadonlySet<MemberId>> {
  const { installationId, memberIds, only } = input;
  if (memberIds.length === 0 || only.size === 0) return new Set();
  const connections = (await listConnections(services.db, { installationId })).filter((row) =>
    only.has(row.id),
  );
  const rules = (await Promise.all(connections.map((row) => loadRules(services, row)))).flat();
  const mapped = new Set(rules.map((rule) => itemKey(rule.item)));
  const entitlements = await loadEntitlements(services, { installationId }, memberIds, services.clock.now());
  return new Set(
    entitlements.filter(({ item }) => mapped.has(itemKey(item))).map(({ memberId }) => memberId),
  );
}
