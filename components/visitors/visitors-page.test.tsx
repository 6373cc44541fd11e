import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { IDLE } from "@/components/ui/form-message";
import { VisitorsPage } from "@/components/visitors/visitors-page";
import type { VisitorsView, VisitView } from "@/lib/services/visitor-views";

const act = async () => IDLE;
const empty: VisitorsView = {
  now: "2026-07-10T09:00:00.000Z",
  zone: "Europe/London",
  setUp: "on",
  connectionHref: "/x/connections/1",
  vendorNames: ["Avigilon Alta"],
  hasMail: true,
  visits: [],
};
const visit: VisitView = {
  id: "a",
  visitorName: "Vi Sitor",
  host: { name: "Ana Pereira", href: "/x/members/1" },
  locationName: "Rotherhithe",
  kind: "Guest of a booking",
  from: "2026-07-10T08:45:00.000Z",
  until: "2026-07-10T10:10:00.000Z",
  status: { kind: "open", until: "2026-07-10T10:10:00.000Z" },
  mail: { tone: "positive", words: "Mailed" },
  keyId: "k",
  canMail: true,
};
const markupOf = (view: VisitorsView) =>
  renderToStaticMarkup(<VisitorsPage view={view} base="/x" actions={{ show: act, mail: act }} />);
const textOf = (view: VisitorsView) =>
  markupOf(view)
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

it("names who comes, to whom, where, from when until when, and how link and mail stand", () => {
  const text = textOf({ ...empty, visits: [visit] });
  for (const words of ["Vi Sitor", "Guest of a booking", "Ana Pereira", "Rotherhithe", "Open", "Mailed"])
    expect(text).toContain(words);
  expect(text).toContain("09:45 to 11:10");
  expect(text).toContain("Europe/London");
});

it("tells the buttons of one visitor from those of another by name", () => {
  const markup = markupOf({ ...empty, visits: [visit] });
  expect(markup).toContain('aria-label="Copy the link of Vi Sitor"');
  expect(markup).toContain('aria-label="Mail again to Vi Sitor"');
});

it("offers nothing for a visit without a link, and no mail where there is no server", () => {
  expect(textOf({ ...empty, visits: [{ ...visit, keyId: null }] })).not.toContain("Copy link");
  const text = textOf({ ...empty, hasMail: false, visits: [{ ...visit, canMail: false }] });
  expect(text).toContain("Nothing is mailed.");
  expect(text).not.toContain("Mail again");
});

it("says what to do while nobody is expected, the switch is off, or no vendor makes links", () => {
  expect(textOf(empty)).toContain("Register visitors in Nexudus");
  expect(textOf({ ...empty, setUp: "off" })).toContain("Turn them on in the settings");
  const none = textOf({ ...empty, setUp: "none", connectionHref: null });
  expect(none).toContain("These do: Avigilon Alta.");
  expect(none).toContain("Connect a vendor");
});
