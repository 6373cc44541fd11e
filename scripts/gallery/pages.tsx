import type { ReactNode } from "react";
import { AccountPage } from "@/components/account/account-page";
import { ActivityPage } from "@/components/activity/activity-page";
import { ConnectionPage } from "@/components/connections/connection-page";
import { ConnectionsPage } from "@/components/connections/connections-page";
import { LandingPage } from "@/components/landing/landing-page";
import { MappingPage } from "@/components/mapping/mapping-page";
import { MemberPage } from "@/components/members/member-page";
import { MembersPage } from "@/components/members/members-page";
import { OverviewPage } from "@/components/overview/overview-page";
import { PreviewPage } from "@/components/preview/preview-page";
import { CheckPage } from "@/components/problems/check-page";
import { ErrorNote } from "@/components/problems/error-note";
import { InstallProblem } from "@/components/problems/install-problem";
import { SignedOutPage } from "@/components/problems/signed-out-page";
import { RunsPage } from "@/components/runs/runs-page";
import { PageSkeleton } from "@/components/shell/page-skeleton";
import { Shell } from "@/components/shell/shell";
import type { ActionState, FormAction } from "@/lib/services/views";
import * as fixtures from "@/scripts/gallery/fixtures";
import { peoplePages } from "@/scripts/gallery/people-pages";

const refuse: FormAction = async (): Promise<ActionState> => ({
  status: "error",
  message: "The gallery changes nothing.",
  fieldErrors: {},
  values: {},
});
const { base } = fixtures.shell;
/** As every page of the console stands. */
export const inShell = (body: ReactNode, shell = fixtures.shell) => (
  <Shell shell={shell} signOut={async () => {}}>
    {body}
  </Shell>
);
const allInShell = (bodies: Readonly<Record<string, ReactNode>>): Readonly<Record<string, ReactNode>> =>
  Object.fromEntries(Object.entries(bodies).map(([name, body]) => [name, inShell(body)]));
const actions = {
  signIn: refuse,
  confirmAccount: refuse,
  saveSettings: refuse,
  pause: refuse,
  resume: refuse,
  checkNow: refuse,
  disconnect: refuse,
  acceptLeftovers: refuse,
  enterCredentials: refuse,
  lookAtCertificate: refuse,
  confirmServer: refuse,
  saveVendor: refuse,
};
const query = { kind: "plan", q: "", filters: [], sort: "name", descending: false } as const;
const mapping = {
  view: fixtures.mapping,
  base,
  save: async () => ({ error: "The gallery changes nothing." }),
  saveSettings: refuse,
  readFile: async () => ({ changes: [] }),
  dismiss: refuse,
};

/** Every page body with made-up data, by file name. */
export const pages: Readonly<Record<string, ReactNode>> = {
  landing: (
    <LandingPage
      view={{
        marketplaceUrl: "https://marketplace.example/",
        session: { subdomain: "northstar", href: base },
        simulator: fixtures.shell.simulator,
      }}
    />
  ),
  "install-problem": (
    <InstallProblem
      view={{
        reason: "location_taken",
        locationName: "Harbour",
        nexudusUrl: "https://nexudus.example/",
        reference: "I-4821",
      }}
    />
  ),
  check: (
    <CheckPage
      view={{
        cause: "framed",
        expectedOrigin: "https://lintel.example",
        seenOrigin: null,
        isStopped: false,
        nexudusUrl: "https://nexudus.example/",
        tabHref: "https://lintel.example/install",
      }}
    />
  ),
  "signed-out": <SignedOutPage reason="ended" nexudusUrl="https://nexudus.example/" />,
  overview: inShell(<OverviewPage view={fixtures.overview} base={base} />),
  "overview-first": inShell(<OverviewPage view={fixtures.firstSteps} base={base} />, fixtures.parkedShell),
  account: inShell(<AccountPage view={fixtures.account} base={base} save={refuse} remove={refuse} />),
  "account-removing": inShell(
    <AccountPage view={fixtures.removingAccount} base={base} save={refuse} />,
    fixtures.removingShell,
  ),
  connections: inShell(<ConnectionsPage view={fixtures.connections} base={base} />),
  "connections-empty": inShell(
    <ConnectionsPage
      view={{ ...fixtures.connections, connections: [], unconfirmedLocations: 2 }}
      base={base}
    />,
  ),
  ...allInShell(peoplePages(refuse)),
  connection: inShell(<ConnectionPage view={fixtures.connection} base={base} actions={actions} />),
  "connection-active": inShell(
    <ConnectionPage view={fixtures.activeConnection} base={base} actions={actions} />,
  ),
  "connection-vendor": inShell(
    <ConnectionPage view={fixtures.vendorConnection} base={base} actions={actions} />,
  ),
  "connection-leaving": inShell(
    <ConnectionPage view={fixtures.leavingConnection} base={base} actions={actions} />,
  ),
  mapping: inShell(<MappingPage {...mapping} initialQuery={query} />),
  "mapping-passes": inShell(<MappingPage {...mapping} initialQuery={{ ...query, kind: "pass" }} />),
  "mapping-desks": inShell(<MappingPage {...mapping} initialQuery={{ ...query, kind: "desk" }} />),
  preview: inShell(<PreviewPage view={fixtures.preview} base={base} confirm={refuse} dismiss={refuse} />),
  members: inShell(<MembersPage view={fixtures.members} base={base} confirmPeople={refuse} />),
  member: inShell(<MemberPage view={fixtures.member} base={base} refresh={refuse} confirmPerson={refuse} />),
  activity: inShell(<ActivityPage view={fixtures.activity} base={base} />),
  runs: inShell(<RunsPage view={fixtures.runs} />),
  loading: inShell(<PageSkeleton />),
  error: inShell(<ErrorNote reference="d4f81c" retry={() => {}} />),
};
