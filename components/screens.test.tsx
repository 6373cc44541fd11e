import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { AccountPage } from "@/components/account/account-page";
import { ConnectPage } from "@/components/connections/connect-page";
import { ConnectionPage } from "@/components/connections/connection-page";
import { MappingPage } from "@/components/mapping/mapping-page";
import { MemberPage } from "@/components/members/member-page";
import { OverviewPage } from "@/components/overview/overview-page";
import { PreviewPage } from "@/components/preview/preview-page";
import { InstallProblem } from "@/components/problems/install-problem";
import { Shell } from "@/components/shell/shell";
import { IDLE } from "@/components/ui/form-message";
import { Status } from "@/components/ui/status";
import * as fixtures from "@/scripts/gallery/fixtures";

const act = async () => IDLE;
const base = fixtures.shell.base;
const query = { kind: "plan", q: "", filters: [], sort: "name", descending: false } as const;
const textOf = (markup: string) => markup.replace(/<[^>]+>/g, "");

describe("the language of states", () => {
  it("says each state in its own words", () => {
    const { now, zone } = fixtures.shell;
    const words = fixtures.statuses.map((status) =>
      textOf(renderToStaticMarkup(<Status status={status} now={now} zone={zone} />)),
    );
    expect(words).toEqual([
      "Open",
      "Opens 09:45",
      "Ended",
      "Applying",
      "Needs you: confirm who this is",
      "Retrying 10:02",
      "Problem: the PIN is taken - choose another in Nexudus",
      "Not managed by Lintel",
      "Not controlled by Lintel",
      "No access",
    ]);
  });

  it("shows times in the location's zone", () => {
    const status = { kind: "opens", at: "2026-07-10T09:45:00.000Z" } as const;
    const markup = renderToStaticMarkup(
      <Status status={status} now="2026-07-10T09:00:00.000Z" zone="America/New_York" />,
    );
    expect(textOf(markup)).toBe("Opens 05:45");
  });
});

describe("screens", () => {
  it("names what waits beside the pages, and marks the demo", () => {
    const markup = renderToStaticMarkup(
      <Shell shell={fixtures.parkedShell} signOut={async () => {}}>
        <OverviewPage view={fixtures.overview} base={base} />
      </Shell>,
    );
    const text = textOf(markup);
    expect(text).toContain("Mapping12 waiting");
    expect(text).toContain("Nexudus and the doors are simulated.");
    expect(text).toContain("Needs you: approve Lintel in Nexudus again.");
    expect(text).toContain("2 things need a look.");
    expect(text).not.toMatch(/reconcile|coming soon/i);
    expect(markup).toContain('aria-label="Sign out"');
  });

  it("draws at most one page of 2,000 items, and says which are left alone", () => {
    const markup = renderToStaticMarkup(
      <MappingPage
        view={fixtures.mapping}
        base={base}
        initialQuery={{ ...query, kind: "resource" }}
        save={async () => ({ error: "no" })}
        saveSettings={act}
        readFile={async () => ({ changes: [] })}
        dismiss={act}
      />,
    );
    expect(fixtures.mapping.items.length).toBe(2000);
    expect(markup.match(/aria-label="Select Room/g)?.length).toBe(50);
    expect(textOf(markup)).toContain("1-50 of 997 items");
    expect(markup).toMatch(/aria-label="Access groups for Room \d+: Not controlled by Lintel"/);
  });

  it("asks to reload the mapping before the first read only", () => {
    const textWith = (isRead: boolean) =>
      textOf(
        renderToStaticMarkup(
          <MappingPage
            view={{ ...fixtures.mapping, items: [], isRead }}
            base={base}
            initialQuery={query}
            save={async () => ({ error: "no" })}
            saveSettings={act}
            readFile={async () => ({ changes: [] })}
            dismiss={act}
          />,
        ),
      );
    expect(textWith(false)).toContain("Reload this page");
    expect(textWith(true)).not.toContain("Reload this page");
    expect(textWith(true)).toContain("Go to the connection");
  });

  it("keeps a vanished group in sight where it is assigned", () => {
    const markup = renderToStaticMarkup(
      <MappingPage
        view={fixtures.mapping}
        base={base}
        initialQuery={query}
        save={async () => ({ error: "no" })}
        saveSettings={act}
        readFile={async () => ({ changes: [] })}
        dismiss={act}
      />,
    );
    expect(textOf(markup)).toContain("Rooftopgone at the vendor");
    expect(textOf(markup)).toContain("Downtown Office / Tariff / Hot Desk");
  });

  it("counts on the button what a preview would do", () => {
    const text = textOf(
      renderToStaticMarkup(<PreviewPage view={fixtures.preview} base={base} confirm={act} dismiss={act} />),
    );
    expect(text).toContain("Apply 14 changes");
    expect(text).toContain("1 person loses access while");
    expect(text).toContain("wait until you confirm who they are at Akiles:");
  });

  it("gives every bar of the timeline a name that says source, times, lead and lag", () => {
    const markup = renderToStaticMarkup(
      <MemberPage view={fixtures.member} base={base} refresh={act} confirmPerson={act} />,
    );
    expect(markup).toContain(
      'aria-label="Booking: Meeting room 2, from 09:45 until 11:00, opens 10 min before and closes 15 min after"',
    );
    expect(textOf(markup)).toContain("Not managed by Lintel");
  });

  it("marks the link's e-mail as unverified and asks for the zone that is not confirmed", () => {
    const text = textOf(renderToStaticMarkup(<AccountPage view={fixtures.account} base={base} save={act} />));
    expect(text).toContain("The link said office@northstar.example unverified");
    expect(text).toContain("Needs you: confirm the time zone");
    expect(text).toContain("Confirm the location");
  });

  it("says what removing takes away in numbers, and asks for the account's name", () => {
    const card = <AccountPage view={fixtures.account} base={base} save={act} remove={act} />;
    expect(textOf(renderToStaticMarkup(card))).toContain("Remove Lintel");
  });

  it("shows how far a removal is, and where it waits for an admin", () => {
    const text = textOf(
      renderToStaticMarkup(
        <Shell shell={fixtures.removingShell} signOut={async () => {}}>
          <AccountPage view={fixtures.removingAccount} base={base} save={act} />
        </Shell>,
      ),
    );
    expect(text).toContain("Lintel is being removed");
    expect(text).toContain("Access taken back: 61 of 214");
    expect(text).toContain("Needs you: see what could not be taken back");
  });

  it("lists what could not be taken back, with who, what and until when", () => {
    const actions = {
      signIn: act,
      confirmAccount: act,
      saveSettings: act,
      pause: act,
      resume: act,
      checkNow: act,
      disconnect: act,
      acceptLeftovers: act,
      enterCredentials: act,
      lookAtCertificate: act,
      confirmServer: act,
      saveVendor: act,
    };
    const text = textOf(
      renderToStaticMarkup(
        <ConnectionPage view={fixtures.leavingConnection} base={base} actions={actions} />,
      ),
    );
    expect(text).toContain("2 grants could not be taken back yet");
    expect(text).toContain("Ana PereiraFront door");
    expect(text).toContain("Ben OkaforMeeting rooms");
    expect(text).toContain("Accept what is left");
    expect(text).not.toContain("Save settings");
  });

  it("says on a page of facts that they are old while Nexudus is not read", () => {
    const text = textOf(
      renderToStaticMarkup(
        <Shell shell={fixtures.parkedShell} signOut={async () => {}}>
          <OverviewPage view={fixtures.overview} base={base} />
        </Shell>,
      ),
    );
    expect(text).toContain("As known at ");
    expect(text).toContain("Lintel removes its access in ");
  });

  it("offers no form for a vendor that the operator has not set up", () => {
    const markup = renderToStaticMarkup(
      <ConnectPage view={fixtures.connectVendor} base={base} connect={act} />,
    );
    expect(textOf(markup)).toContain("Not set up by the operator");
    expect(markup).not.toContain("vendor=brivo");
    expect(markup).toContain("vendor=akiles");
  });

  // Without it a browser would keep or show a vendor's password.
  it("never fills a secret input", () => {
    const markup = renderToStaticMarkup(
      <ConnectPage
        view={{ ...fixtures.connectVendor, vendorId: "avigilon-acm" }}
        base={base}
        connect={act}
      />,
    );
    const password = markup.match(/<input[^>]*name="field\.password"[^>]*>/)?.[0] ?? "";
    expect(password).toContain('type="password"');
    expect(password).not.toContain("value=");
  });

  it("names only the location when another installation has it", () => {
    const text = textOf(
      renderToStaticMarkup(
        <InstallProblem
          view={{
            reason: "location_taken",
            locationName: "Harbour",
            nexudusUrl: null,
            reference: null,
          }}
        />,
      ),
    );
    expect(text).toContain("Harbour already has Lintel");
  });
});
