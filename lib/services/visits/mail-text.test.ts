import { expect, it } from "vitest";
import { visitMail } from "./mail-text";

const visit = {
  visitorName: "Vi Sitor",
  locationName: "Rotherhithe",
  zone: "Europe/London",
  from: new Date("2026-05-12T08:45:00Z"),
  until: new Date("2026-05-13T02:00:00Z"),
  url: "https://links.vendor.test/a?b=1&c=2",
};

it("says when the link works in the location's own zone, named, in text and in HTML", () => {
  const { text, html } = visitMail(visit);
  for (const body of [text, html]) {
    expect(body).toContain("Tuesday 12 May at 09:45");
    expect(body).toContain("Wednesday 13 May at 03:00");
    expect(body).toContain("Europe/London");
  }
  expect(text).toContain(`\n${visit.url}\n`);
  expect(html).toContain('href="https://links.vendor.test/a?b=1&amp;c=2"');
});

it("keeps what somebody typed as a name out of the markup and out of other headers", () => {
  // Otherwise a visitor's name could add a link of its own, or a recipient.
  const visitorName = '<a href="https://evil.test">x</a>\r\nBcc: all@evil.test';
  const { subject, html, text } = visitMail({ ...visit, visitorName, locationName: "A\r\nBcc: b@evil.test" });
  expect(html).not.toContain('<a href="https://evil.test');
  expect(subject).not.toMatch(/[\r\n]/);
  expect(text.split("\n")[0]).toContain("Bcc: all@evil.test");
});
