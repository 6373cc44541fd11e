import { getConnection } from "@/db/queries/connections";
import { pinWritesOf } from "@/db/queries/pin-writes";
import { createCard } from "@/e2e/simulators/akiles/cards";
import { SEED } from "@/e2e/simulators/akiles/seed";
import type { MemberId } from "@/lib/access/types";
import { saveSettings } from "../connections/save-settings";
import {
  activeSite,
  at,
  book,
  businessId,
  emailOf,
  memberId,
  pollNow,
  type Site,
  type World,
} from "../testing/world";
import { openMadePin } from "./wanted";

export interface Switches {
  readonly syncEmail?: boolean;
  readonly syncPin?: boolean;
  readonly syncCards?: boolean;
  readonly randomPins?: boolean;
}

/** Turns these switches on the connection's page; the others stay. What that asks for is done. */
export async function turn(world: World, site: Site, switches: Switches): Promise<void> {
  const row = await getConnection(world.db, site);
  if (!row) throw new Error("no connection");
  const { syncEmail, syncPin, syncCards, randomPins, vendorWindows, leadMinutes, lagMinutes } = row;
  await saveSettings(world.services, {
    ...site,
    locationIds: [String(businessId(world, "Rotherhithe"))],
    ...{ syncEmail, syncPin, syncCards, randomPins, vendorWindows, leadMinutes, lagMinutes },
    ...switches,
  });
  await world.runner.drain();
}

/** An active site where these carry credentials; whoever is named has the board room for three hours from now. */
export async function carrying(
  world: World,
  switches: Switches,
  ...people: readonly string[]
): Promise<Site> {
  const site = await activeSite(world);
  await turn(world, site, switches);
  for (const [index, who] of people.entries())
    await book(world, { who, room: "Lightship", from: at(index * 20), to: at(index * 20 + 20) });
  // Whoever has just become somebody at the vendor gets a PIN by the next poll.
  if (switches.randomPins) await pollNow(world, site);
  return site;
}

/** The vendor's verdict on a person at the board room's door with a credential of their own; now unless told. */
export const opensWith = (
  world: World,
  who: string,
  method: "pin" | "card" | "online",
  when?: Date,
): boolean =>
  world.akiles.api.canOpen({
    member: String(memberId(world, who)),
    door: "Board room",
    method,
    withCredential: true,
    at: when,
  }).open;

/** Calls that wrote a PIN or a card at the vendor since the logs were reset. */
export function credentialWrites(world: World): number {
  const { byRoute } = world.akiles.api.requests.read();
  return Object.entries(byRoute)
    .filter(([route]) => /^(POST|PATCH|DELETE) .*(pins|cards|emails)/.test(route))
    .reduce((total, [, count]) => total + count, 0);
}

/** A card put into the vendor's books by its staff. */
export const addCard = (world: World, card: { readonly uid?: string; readonly printed_code?: string }) =>
  createCard(world.akiles.api.world, { organizationId: SEED.organization, via: "staff" }, card);

/** Digits the vendor has for somebody, as its own books tell: those Lintel gave and those of others. */
export function pinsOf(world: World, who: string): string[] {
  const { members, pins } = world.akiles.api.world.state.tables;
  const own = new Set(
    Object.values(members)
      .filter((row) => row.metadata.nx_coworker?.split(",").includes(String(memberId(world, who))))
      .map((row) => row.id),
  );
  return Object.values(pins)
    .filter((row) => own.has(row.member_id) && !row.is_deleted)
    .map((row) => row.pin);
}

/** UIDs and codes of the cards the vendor has linked to somebody. */
export function cardsOf(world: World, who: string): (string | null)[] {
  const { memberCards, cards } = world.akiles.api.world.state.tables;
  const own = new Set(world.akiles.api.members(emailOf(who), SEED.organization).map((row) => row.id));
  return Object.values(memberCards)
    .filter((row) => own.has(row.member_id) && !row.is_deleted)
    .map((row) => cards[row.card_id]?.uid ?? cards[row.card_id]?.printed_code ?? null);
}

/** PINs Lintel made for somebody: states, the newest first, and the digits of each. */
export async function madePins(world: World, site: Site, who: string) {
  const rows = await pinWritesOf(world.db, {
    installationId: site.installationId,
    memberId: String(memberId(world, who)) as MemberId,
  });
  return rows.map((row) => ({ ...row, pin: openMadePin(world.services, row) }));
}

/** The record at Nexudus, as it is stored there. */
export const recordOf = (world: World, who: string) =>
  world.nexudus.api.row("Coworker", memberId(world, who));
export const pinAtNexudus = (world: World, who: string) => recordOf(world, who).AccessPincode ?? null;
