import type { ReactNode } from "react";
import { PresencePage } from "@/components/presence/presence-page";
import { VisitorsPage } from "@/components/visitors/visitors-page";
import type { PresenceConnectionView, PresenceView } from "@/lib/services/presence-views";
import type { FormAction } from "@/lib/services/views";
import type { VisitorsView, VisitView } from "@/lib/services/visitor-views";
import * as fixtures from "@/scripts/gallery/fixtures";

const { base } = fixtures.shell;
const day = "2026-05-12";
const at = (time: string) => `${day}T${time}:00.000Z`;
const now = at("10:00");
const zone = "Europe/London";
const who = (id: string, name: string) => ({ id, name, href: `${base}/members/${id}` });
const locations = [
  { id: "1", name: "Downtown Office" },
  { id: "2", name: "Harbour" },
];
const door = (id: string, name: string, action: "nothing" | "check_in" | "check_out" = "nothing") => ({
  id,
  name,
  siteLabel: null,
  vanished: false,
  action,
  locationId: "1",
});
const onOpen: PresenceConnectionView = {
  id: "a",
  label: "Akiles (Harbour Works Doors)",
  state: { state: "active", reason: null },
  style: "on_open",
  onOpen: true,
  isOn: true,
  locations,
  doors: [door("d1", "Front door"), door("d2", "Board room")],
  doorsListedAt: at("09:00"),
  lastReadAt: at("09:58"),
  trouble: null,
};
const perDoor: PresenceConnectionView = {
  ...onOpen,
  id: "b",
  label: "Brivo (Harbour Works Access)",
  style: "per_door",
  onOpen: false,
  locations: locations.slice(0, 1),
  doors: [door("d3", "Front door", "check_in"), door("d4", "Back door", "check_out")],
  trouble:
    "The vendor did not tell of openings when it was last asked. Lintel asks again every few minutes; doors open as before.",
};
const off: PresenceConnectionView = {
  ...perDoor,
  id: "c",
  label: "DoorFlow (Harbour Works DoorFlow)",
  isOn: false,
  doors: [],
  doorsListedAt: null,
  trouble: null,
};
const stay = (id: string, name: string, from: string, until: string | null, by = "by a door") => ({
  ...who(id, name),
  from: at(from),
  until: until === null ? null : at(until),
  by,
});

const presence: PresenceView = {
  now,
  zone,
  nexudus: { read: true },
  places: [
    {
      locationId: "1",
      name: "Downtown Office",
      zone,
      inNow: [
        stay("1", "Ana Pereira", "07:58", null),
        stay("2", "Maximiliane Freifrau von Oberkirchen-Lichtenfels", "08:12", null, "at the desk"),
      ],
      leftToday: [stay("3", "Ben Okafor", "07:31", "09:10")],
      failed: [{ ...who("4", "Umar Unpaid"), at: at("09:14"), reason: "No valid pass or contract" }],
      untold: [
        {
          ...who("5", "Cleo Late"),
          at: at("09:20"),
          what: "check-in",
          status: { kind: "retrying", at: at("10:02") },
          reason: "Nexudus did not answer",
        },
        {
          ...who("6", "Dan Lost"),
          at: at("09:22"),
          what: "check-out",
          status: { kind: "given_up" },
          reason: "Nexudus refused it",
        },
      ],
      late: [
        {
          ...who("7", "Eva Offline"),
          door: "Board room",
          at: "2026-05-11T16:40:00.000Z",
          toldAt: at("06:03"),
        },
      ],
    },
    {
      locationId: "2",
      name: "Harbour",
      zone: "America/New_York",
      inNow: [],
      leftToday: [],
      failed: [],
      untold: [],
      late: [],
    },
  ],
  connections: [onOpen, perDoor, off],
};

const visit = (id: string, more: Partial<VisitView>): VisitView => ({
  id,
  visitorName: "Vera Visitor",
  host: { name: "Ana Pereira", href: `${base}/members/1` },
  locationName: "Downtown Office",
  from: at("09:45"),
  until: at("22:00"),
  kind: null,
  status: { kind: "open", until: at("22:00") },
  mail: { tone: "positive", words: "Mailed" },
  keyId: id,
  canMail: true,
  ...more,
});
const visitors: VisitorsView = {
  now,
  zone,
  setUp: "on",
  connectionHref: `${base}/connections/b`,
  vendorNames: ["Avigilon Alta"],
  hasMail: true,
  visits: [
    visit("1", {}),
    visit("2", {
      visitorName: "Gerald Guest-Featherstonehaugh",
      kind: "Guest of a booking",
      from: at("12:45"),
      until: at("14:15"),
      status: { kind: "opens", at: at("12:45") },
      mail: { tone: "attention", words: "Not sent: no e-mail address" },
      canMail: false,
    }),
    visit("3", {
      visitorName: "Nora Notyet",
      host: null,
      status: { kind: "needs_you", what: "ask the host" },
      mail: null,
      keyId: null,
      canMail: false,
      until: null,
    }),
  ],
};

/** Who is in, and who is expected, with something of every kind on it. */
export const peoplePages = (act: FormAction): Readonly<Record<string, ReactNode>> => ({
  presence: <PresencePage view={presence} base={base} actions={{ save: act, listDoors: act }} />,
  visitors: <VisitorsPage view={visitors} base={base} actions={{ show: act, mail: act }} />,
});
