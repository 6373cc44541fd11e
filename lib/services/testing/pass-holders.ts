import { applyPerson } from "../access/apply-person";
import { type Crowd, makeMembers } from "./crowd";
import { itemId, siteWith, stamp } from "./rights";
import { businessId, factsOnly, unheard } from "./world";

/** People who hold the board room by nothing but a day pass of Rotherhithe. */
export interface PassHolders extends Pick<Crowd, "world" | "site"> {
  readonly people: readonly { readonly email: string; readonly passId: number }[];
}

const AT_ONCE = 6;

/** So many of them. `used` = each pass was used now: it admits until the day of its location changes. */
export async function passHolders(
  count: number,
  options: { readonly vendorWindows?: boolean; readonly used?: boolean } = {},
): Promise<PassHolders> {
  const { used, ...rest } = options;
  let people: PassHolders["people"] = [];
  const { world, site } = await siteWith((w) => [`pass:${itemId(w, "pass", "Day Pass")}`], {
    ...rest,
    prepare: (w) => {
      people = makeMembers(w, count).map(({ memberId, email }) => ({
        email,
        passId: w.nexudus.api.create("CoworkerTimePass", {
          CoworkerId: memberId,
          BusinessId: businessId(w, "Rotherhithe"),
          TimePassId: itemId(w, "pass", "Day Pass"),
          CreateMultiple: 1,
        }).Id,
      }));
    },
  });
  // By and by, as people come: one read of all of them would be asked about.
  for (let first = 0; used && first < count; first += AT_ONCE) {
    unheard(world, () => {
      for (const { passId } of people.slice(first, first + AT_ONCE))
        world.nexudus.api.change("CoworkerTimePass", passId, {
          Used: true,
          UsedDate: stamp(world.clock.now()),
        });
    });
    const asked = await factsOnly(world, site);
    // Writing takes time, as it does outside: what is decided and what is done are not one instant.
    world.clock.advance(1_000);
    for (const one of asked) await applyPerson(world.services, one);
  }
  return { world, site, people };
}
