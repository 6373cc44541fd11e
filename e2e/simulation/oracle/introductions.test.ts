import { expect, it } from "vitest";
import type { Told } from "../types";
import { judge } from "./index";
import { access, bookingOf, customer, fact, HOUR, MINUTE, SECOND, told, world } from "./telling.testing";

const NOON = 12 * HOUR;
const EVENING = 18 * HOUR;

/** Ana has two profiles: the second one's booking is made at noon, the first one's, if any, long before. */
function tell(open: readonly (readonly [number, number])[], isKnown: boolean): Told {
  const ana = { email: "ana@example.test", human: "Ana", home: "Here", pin: null, cards: [] };
  return told({
    world: world({
      members: [
        { name: "ana", ...ana },
        { name: "anne", ...ana },
      ],
    }),
    facts: [
      customer(),
      customer("m-anne"),
      ...(isKnown ? [fact("Booking", "1", [[0, bookingOf(0, HOUR)]])] : []),
      fact("Booking", "2", [[NOON, bookingOf(NOON, EVENING, { CoworkerId: "m-anne" })]]),
      fact("Booking", "3", [[NOON, bookingOf(EVENING + HOUR, EVENING + 2 * HOUR, { CoworkerId: "m-anne" })]]),
    ],
    access: [access([...(isKnown ? [[0, HOUR] as const] : []), ...open])],
  });
}

const later = [EVENING + HOUR, EVENING + 2 * HOUR] as const;
/** As long as the slowest road takes, until the admin looks, and ten seconds. */
const ANSWERED = NOON + 16 * MINUTE + 10 * SECOND;

it("the first right of a further profile waits for the admin, and no ms longer", () => {
  const fine = judge(tell([[ANSWERED, EVENING], later], true));
  expect(fine.breaches).toEqual([]);
  expect(fine.excusedSecondsByRow.introduced).toBe(970);
  expect(judge(tell([[ANSWERED + 1, EVENING], later], true)).lockoutSeconds).toBe(0.001);
});

it("nothing that ends waits for it, and nothing that begins after it", () => {
  const late = [later[0] + 2 * SECOND + 1, later[1]] as const;
  expect(judge(tell([[NOON, EVENING], late], true)).lockoutSeconds).toBe(0.001);
  expect(judge(tell([[NOON, EVENING + 2 * SECOND + 1], later], true)).wrongfulSeconds).toBe(0.001);
});

it("the only profile with a right waits for nobody", () => {
  expect(judge(tell([[NOON + 10 * SECOND + 1, EVENING], later], false)).lockoutSeconds).toBe(0.001);
});
