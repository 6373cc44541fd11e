import type { Systems } from "./systems";

const MINUTE_MS = 60_000;

export interface Booked {
  readonly member: number;
  readonly room: number;
}

/** What happens at a minute of the story. `ids` keeps the bookings made so far. */
export interface Happening {
  readonly minute: number;
  readonly what: string;
  run(world: Systems, at: (minute: number) => Date, who: Booked, ids: number[]): Promise<void>;
}

/** Somebody tries the door at a minute. */
export interface Try {
  readonly minute: number;
  readonly opens: boolean;
}

export interface Story {
  readonly name: string;
  readonly happenings: readonly Happening[];
  readonly tries: readonly Try[];
  /**
   * When the door should have opened, in minutes. `known` = the edge was known ahead: late by seconds at most.
   * Otherwise it followed a change made at that very minute.
   */
  readonly open: readonly { readonly from: number; readonly until: number; readonly untilKnown: boolean }[];
  readonly lastMinute: number;
}

const book = (minute: number, from: number, until: number): Happening => ({
  minute,
  what: `books ${from} to ${until}`,
  async run(world, at, who, ids) {
    ids.push(
      await world.book({ coworkerId: who.member, resourceId: who.room, from: at(from), to: at(until) }),
    );
  },
});
const change = (
  minute: number,
  what: string,
  act: (world: Systems, id: number, at: (minute: number) => Date) => Promise<unknown>,
): Happening => ({
  minute,
  what,
  async run(world, at, _who, ids) {
    await act(world, ids[0] ?? 0, at);
  },
});

const DAY = 24 * 60;

/** Minutes count from the start of the story's run, a full minute of the simulated clock. */
export const STORIES: readonly Story[] = [
  {
    name: "refused before, open during, refused after",
    happenings: [book(0, 30, 60)],
    tries: [
      { minute: 29, opens: false },
      { minute: 31, opens: true },
      { minute: 59, opens: true },
      { minute: 61, opens: false },
    ],
    open: [{ from: 30, until: 60, untilKnown: true }],
    lastMinute: 62,
  },
  {
    name: "moved before it began",
    happenings: [
      book(0, 20, 40),
      change(10, "moves it to 45 to 65", (world, id, at) => world.move(id, at(45), at(65))),
    ],
    tries: [
      { minute: 22, opens: false },
      { minute: 46, opens: true },
      { minute: 66, opens: false },
    ],
    open: [{ from: 45, until: 65, untilKnown: true }],
    lastMinute: 67,
  },
  {
    name: "extended while inside",
    happenings: [
      book(0, 15, 30),
      change(25, "extends it by 20 minutes", (world, id) => world.extend(id, 20)),
    ],
    tries: [
      { minute: 16, opens: true },
      { minute: 31, opens: true },
      { minute: 49, opens: true },
      { minute: 51, opens: false },
    ],
    open: [{ from: 15, until: 50, untilKnown: true }],
    lastMinute: 52,
  },
  {
    name: "cancelled while inside",
    happenings: [book(0, 15, 60), change(33, "cancels it", (world, id) => world.cancel(id))],
    tries: [
      { minute: 32, opens: true },
      { minute: 35, opens: false },
    ],
    open: [{ from: 15, until: 33, untilKnown: false }],
    lastMinute: 62,
  },
  {
    name: "two bookings back to back",
    happenings: [book(0, 20, 40), book(1, 40, 55)],
    tries: [
      { minute: 39, opens: true },
      { minute: 41, opens: true },
      { minute: 56, opens: false },
    ],
    open: [{ from: 20, until: 55, untilKnown: true }],
    lastMinute: 57,
  },
  {
    name: "booked 89 days ahead",
    happenings: [book(0, 89 * DAY + 30, 89 * DAY + 60)],
    tries: [
      { minute: 65, opens: false },
      { minute: 89 * DAY + 29, opens: false },
      { minute: 89 * DAY + 31, opens: true },
      { minute: 89 * DAY + 61, opens: false },
    ],
    open: [{ from: 89 * DAY + 30, until: 89 * DAY + 60, untilKnown: true }],
    lastMinute: 89 * DAY + 62,
  },
];

export const atMinute = (start: Date) => (minute: number) => new Date(start.getTime() + minute * MINUTE_MS);
