import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { PresencePage } from "@/components/presence/presence-page";
import { Shell } from "@/components/shell/shell";
import { IDLE } from "@/components/ui/form-message";
import type { PresenceConnectionView, PresencePlaceView, PresenceView } from "@/lib/services/presence-views";
import * as fixtures from "@/scripts/gallery/fixtures";

const act = async () => IDLE;
const actions = { save: act, listDoors: act };
const now = "2026-07-10T09:00:00.000Z";
const who = (id: string, name: string) => ({ id, name, href: `/x/members/${id}` });

const connection: PresenceConnectionView = {
  id: "c",
  label: "DoorFlow (Harbour)",
  state: { state: "active", reason: null },
  style: "per_door",
  onOpen: false,
  isOn: true,
  locations: [{ id: "1", name: "Rotherhithe" }],
  doors: [
    { id: "d1", name: "Front door", siteLabel: null, vanished: false, action: "check_in", locationId: null },
    { id: "d2", name: "Back door", siteLabel: null, vanished: false, action: "check_out", locationId: null },
    { id: "d3", name: "Store", siteLabel: null, vanished: false, action: "nothing", locationId: null },
  ],
  doorsListedAt: now,
  lastReadAt: now,
  trouble: null,
};
const place: PresencePlaceView = {
  locationId: "1",
  name: "Rotherhithe",
  zone: "Europe/London",
  inNow: [],
  leftToday: [],
  failed: [],
  untold: [],
  late: [],
};
const view: PresenceView = {
  now,
  zone: "Europe/London",
  nexudus: { read: true },
  places: [place],
  connections: [connection],
};
const textOf = (of: PresenceView, shell = fixtures.shell) =>
  renderToStaticMarkup(
    <Shell shell={shell} signOut={async () => {}}>
      <PresencePage view={of} base="/x" actions={actions} />
    </Shell>,
  ).replace(/<[^>]+>/g, " ");

it("says what would appear, and where to go, while no vendor tells of openings", () => {
  const text = textOf({ ...view, places: [], connections: [] });
  expect(text).toContain("No doors that tell who opened them");
  expect(text).toContain("Show connections");
});

it("says what doors do in numbers", () => {
  expect(textOf(view)).toContain("1 door checks in, 1 door checks out.");
  const off = { ...connection, doors: [], isOn: false };
  expect(textOf({ ...view, connections: [off] })).toContain("No door checks anybody in or out.");
});

it("counts who is in and shows who left, at the times of the location", () => {
  const stay = { from: "2026-07-10T08:12:00.000Z", by: "by a door" };
  const text = textOf({
    ...view,
    places: [
      {
        ...place,
        inNow: [{ ...who("1", "Ana Pereira"), ...stay, until: null }],
        leftToday: [{ ...who("2", "Ben Okafor"), ...stay, until: "2026-07-10T08:40:00.000Z" }],
      },
    ],
  });
  for (const word of [
    "1 in now, 2 check-ins today",
    "Ana Pereira",
    "In now",
    "Ben Okafor",
    "Left",
    "09:12",
    "09:40",
  ])
    expect(text).toContain(word);
});

it("tells a failed check-in from what Nexudus was not told, and both from what came too late", () => {
  const at = "2026-07-10T08:30:00.000Z";
  const text = textOf({
    ...view,
    places: [
      {
        ...place,
        failed: [{ ...who("1", "Umar Unpaid"), at, reason: "does not have a valid pass to check in" }],
        untold: [
          {
            ...who("2", "Rita Retried"),
            at,
            what: "check-in",
            status: { kind: "retrying", at: now },
            reason: "Nexudus did not answer",
          },
          {
            ...who("3", "Gil Given-Up"),
            at,
            what: "check-out",
            status: { kind: "given_up" },
            reason: "the day ended",
          },
        ],
        late: [{ ...who("4", "Lena Late"), door: "Board room", at: "2026-07-09T20:00:00.000Z", toldAt: at }],
      },
    ],
  });
  for (const word of [
    "They entered all the same",
    "does not have a valid pass to check in",
    "Retrying 10:00",
    "Given up",
    "Told too late to check in",
    "Board room",
  ])
    expect(text).toContain(word);
});

it("claims nothing about who is in while Nexudus does not say", () => {
  const text = textOf({ ...view, nexudus: { read: false, why: "Nexudus did not answer." } });
  expect(text).toContain("Who is in now is not shown");
  expect(text).not.toContain("Nobody has checked in today");
  expect(textOf(view)).toContain("Nobody has checked in today");
});

it("says so while Lintel is parked, while the connection needs somebody, and while doors were never listed", () => {
  expect(textOf(view, fixtures.parkedShell)).toContain("As known at");
  const parked: PresenceConnectionView = {
    ...connection,
    state: { state: "needs_attention", reason: "connect again" },
    trouble: "Nobody is checked in by these doors until the connection is mended.",
  };
  expect(textOf({ ...view, connections: [parked] })).toContain("Needs you: connect again");
  const bare = { ...connection, doors: [], doorsListedAt: null, isOn: false };
  expect(textOf({ ...view, connections: [bare] })).toContain("List the doors");
});
