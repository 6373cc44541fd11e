import { expect, test } from "vitest";
import { graceMail } from "./grace-mail-text";

const mail = (places: readonly string[]) =>
  graceMail({
    places,
    endsAt: new Date("2026-07-01T23:30:00Z"),
    zone: "Europe/London",
    marketplaceUrl: "https://marketplace.example.test/lintel?a=1&b=2",
  });

test("names the first location, how many more, and the day in its own zone", () => {
  const { subject, text } = mail(["Rotherhithe", "Wapping", "Deptford"]);
  expect(subject).toBe("Lintel needs your approval for Rotherhithe and 2 more");
  // Half past midnight in London.
  expect(text).toContain("2 July 2026");
  expect(text).toContain("https://marketplace.example.test/lintel?a=1&b=2");
});

test("keeps a location's name to one line, and out of the markup", () => {
  const { subject, html } = mail(["Dock\r\nBcc: all <b>"]);
  expect(subject).toBe("Lintel needs your approval for Dock Bcc: all <b>");
  expect(html).toContain("Dock Bcc: all &lt;b&gt;");
  expect(html).toContain('href="https://marketplace.example.test/lintel?a=1&amp;b=2"');
});
