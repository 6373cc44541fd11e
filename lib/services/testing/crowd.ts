import { listLinks } from "@/db/queries/persons";
import type { MemberId, PersonId } from "@/lib/access/types";
import { itemId, siteWith, stamp } from "./rights";
import { businessId, canOpen, type Site, unheard, type World } from "./world";

/** Somebody with a contract that opens the board room; `email` is how the vendor's simulator is asked. */
export interface OneOfMany {
  readonly memberId: number;
  readonly contractId: number;
  readonly email: string;
}

export interface Crowd {
  readonly world: World;
  readonly site: Site;
  readonly people: readonly OneOfMany[];
}

/** People of the first location, without a contract. */
export function makeMembers(world: World, count: number): Omit<OneOfMany, "contractId">[] {
  const { api } = world.nexudus;
  const like = api.rows("Coworker").find((row) => row.Email === "ana@example.test");
  return Array.from({ length: count }, (_, i) => {
    const email = `crowd${String(i).padStart(2, "0")}@example.test`;
    const coworker = api.create("Coworker", {
      FullName: `Crowd ${String(i).padStart(2, "0")}`,
      Email: email,
      InvoicingBusinessId: businessId(world, "Rotherhithe"),
      Businesses: [businessId(world, "Rotherhithe")],
      CountryId: like?.CountryId,
      SimpleTimeZoneId: like?.SimpleTimeZoneId,
    });
    return { memberId: coworker.Id, email };
  });
}

/** A contract from now on that the crowded site's mapping knows. */
export const contractFor = (world: World, memberId: number): number =>
  world.nexudus.api.create("CoworkerContract", {
    IssuedById: businessId(world, "Rotherhithe"),
    CoworkerId: memberId,
    TariffId: itemId(world, "plan", "Hot Desk"),
    StartDate: stamp(world.clock.now()),
  }).Id;

/** A site where so many people, and Ana, hold the board room by their contract. */
export async function crowdedSite(
  count: number,
  options: { readonly vendorWindows?: boolean } = {},
): Promise<Crowd> {
  let people: OneOfMany[] = [];
  const { world, site } = await siteWith((w) => [`plan:${itemId(w, "plan", "Hot Desk")}`], {
    ...options,
    prepare: (w) => {
      people = makeMembers(w, count).map((one) => ({ ...one, contractId: contractFor(w, one.memberId) }));
    },
  });
  return { world, site, people };
}

/** The door's own word on how many of these people may enter. */
export const inside = (
  { world }: Pick<Crowd, "world">,
  people: readonly Pick<OneOfMany, "email">[],
): number => people.filter((one) => canOpen(world, one.email, "Board room")).length;

/** Nexudus tells that these contracts are over; nobody hears of it but who reads. */
export function cancelAll({ world }: Crowd, people: readonly OneOfMany[]): void {
  unheard(world, () => {
    for (const { contractId } of people)
      world.nexudus.api.change("CoworkerContract", contractId, {
        CancellationDate: stamp(world.clock.now()),
      });
  });
}

/** Nexudus tells that they run on after all. */
export function restoreAll({ world }: Crowd, people: readonly OneOfMany[]): void {
  unheard(world, () => {
    for (const { contractId } of people)
      world.nexudus.api.change("CoworkerContract", contractId, { CancellationDate: null });
  });
}

/** The contracts vanish from Nexudus altogether. */
export function deleteAll({ world }: Crowd, people: readonly OneOfMany[]): void {
  unheard(world, () => {
    for (const { contractId } of people) world.nexudus.api.delete("CoworkerContract", contractId);
  });
}

export async function personOf({ world, site }: Crowd, one: OneOfMany): Promise<PersonId> {
  const [link] = await listLinks(world.db, { ...site, memberIds: [String(one.memberId) as MemberId] });
  if (!link) throw new Error(`${one.email} is nobody at the vendor`);
  return link.personId;
}
