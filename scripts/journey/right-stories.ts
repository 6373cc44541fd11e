import { type ItemName, itemId, otherPlanId } from "./items";
import type { Systems } from "./systems";

/** Minutes count from an hour before a midnight of the location: contracts begin and end at midnights. */
export const MIDNIGHT = 60;
export const DAY = 24 * 60;
/** A pass has no webhook: it is seen by polling. */
const POLLED_WITHIN_MS = 6 * 60_000;

export interface Holder {
  readonly member: number;
  readonly business: number;
}

export interface RightStory {
  readonly name: string;
  /** When it is made at the desk. */
  readonly minute: number;
  give(world: Systems, at: (minute: number) => Date, who: Holder): Promise<void>;
  /** When the door should be open, in minutes; null = never. */
  readonly open: { readonly from: number; readonly until: number } | null;
  /** The connection's lead and lag hold for it. */
  readonly isBooking?: boolean;
  /** How late it may open; left out = an edge known ahead. */
  readonly opensWithinMs?: number;
  /** What the member's page must say. */
  readonly says?: string;
}

/** Text of an instant as the platform's records carry it. */
const stamp = (instant: Date) => instant.toISOString().slice(0, 19);

const contract = (
  name: string,
  item: Exclude<ItemName, "pass" | "hall">,
  open: { readonly from: number; readonly until: number },
): RightStory => ({
  name,
  minute: 0,
  open,
  async give(world, at, who) {
    const id = await itemId(world, who.business, item);
    await world.create("CoworkerContract", {
      IssuedById: who.business,
      CoworkerId: who.member,
      StartDate: stamp(at(open.from)),
      CancellationDate: stamp(at(open.until)),
      ...(item === "plan"
        ? { TariffId: id }
        : { TariffId: await otherPlanId(world, who.business), Desks: [id] }),
    });
  },
});

const book = async (world: Systems, who: Holder, from: Date, to: Date) =>
  world.book({ coworkerId: who.member, resourceId: await itemId(world, who.business, "hall"), from, to });

export const RIGHT_STORIES: readonly RightStory[] = [
  contract("a contract with a plan", "plan", { from: MIDNIGHT, until: MIDNIGHT + DAY }),
  contract("a contract with a desk", "desk", { from: MIDNIGHT, until: MIDNIGHT + 2 * DAY }),
  contract("a contract with an office, from tomorrow on", "office", {
    from: MIDNIGHT + DAY,
    until: MIDNIGHT + 2 * DAY,
  }),
  {
    name: "a pass on the account",
    minute: 5,
    open: { from: 5, until: 130 },
    opensWithinMs: POLLED_WITHIN_MS,
    async give(world, at, who) {
      await world.create("CoworkerTimePass", {
        CoworkerId: who.member,
        BusinessId: who.business,
        TimePassId: await itemId(world, who.business, "pass"),
        CreateMultiple: 1,
        Free: true,
        ExpireDate: stamp(at(130)),
      });
    },
  },
  {
    name: "a booking of a room",
    minute: 0,
    isBooking: true,
    open: { from: 30, until: 50 },
    async give(world, at, who) {
      await book(world, who, at(30), at(50));
    },
  },
  {
    name: "a contract without a start",
    minute: 0,
    open: null,
    says: "A contract has no start date",
    async give(world, _at, who) {
      await world.create("CoworkerContract", {
        IssuedById: who.business,
        CoworkerId: who.member,
        TariffId: await itemId(world, who.business, "plan"),
        StartDate: null,
      });
    },
  },
  {
    name: "a booking that ends before it starts, beside a good one",
    minute: 0,
    isBooking: true,
    // The good one alone.
    open: { from: 100, until: 120 },
    says: "A booking of Journey hall ends before it starts",
    async give(world, at, who) {
      const wrong = await book(world, who, at(70), at(90));
      await world.distort("Booking", wrong, "ToTime", stamp(at(60)));
      await book(world, who, at(100), at(120));
    },
  },
];
