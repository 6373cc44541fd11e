import type { Page } from "playwright";
import type { StackSecrets } from "../stack/secrets";
import type { StackUrls } from "../stack/stack";
import type { Building } from "./systems";

/** The systems of a stack of one's own, with what their admins know. */
export interface OwnStack {
  readonly urls: StackUrls;
  readonly secrets: StackSecrets;
}

/** How an admin connects a vendor, and how its simulated building is asked. */
export interface VendorJourney {
  readonly id: string;
  readonly name: string;
  readonly url: (urls: StackUrls) => string;
  /**
   * Of the simulator's test API: the list of people, their id, what a question calls them. Left out = a question
   * names them by their Nexudus id.
   */
  readonly people?: { readonly path: string; readonly key: string; readonly parameter: "member" | "person" };
  readonly leadMinutes: number;
  readonly lagMinutes: number;
  /** How long its doors may take to hear of a change. */
  readonly doorsHearWithinMs: number;
  /** From the empty connect form to "Is this yours?". */
  connect(page: Page, own: OwnStack): Promise<void>;
  /** What must be chosen on the connection's page before the first mapping. */
  choose?(page: Page): Promise<void>;
}

async function choose(page: Page, label: string, wanted: RegExp): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  const options = await field.locator("option").allTextContents();
  const option = options.find((text) => wanted.test(text));
  if (option === undefined) throw new Error(`"${label}" offers only ${options.join(", ")}`);
  await field.selectOption({ label: option });
}

async function saveChoices(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved.").first().waitFor();
}

export const VENDORS: readonly VendorJourney[] = [
  {
    id: "akiles",
    name: "Akiles",
    url: ({ akiles }) => akiles,
    leadMinutes: 0,
    lagMinutes: 0,
    doorsHearWithinMs: 0,
    async connect(page) {
      await page.getByRole("button", { name: "Sign in at Akiles" }).click();
      await page.getByRole("button", { name: "Allow" }).click();
    },
  },
  {
    id: "avigilon-acm",
    name: "Avigilon ACM",
    url: ({ acmPage }) => acmPage,
    people: { path: "people", key: "cn", parameter: "member" },
    leadMinutes: 15,
    lagMinutes: 15,
    doorsHearWithinMs: 60_000,
    async connect(page, { urls, secrets }) {
      await page.getByLabel("Server address").fill(urls.acm);
      await page.getByLabel("Username").fill(secrets.avigilonAcm.login);
      await page.getByLabel("Password").fill(secrets.avigilonAcm.password);
      await page.getByRole("button", { name: /^Connect / }).click();
      await page.getByRole("button", { name: "Yes, this is our server" }).click();
    },
  },
  {
    id: "avigilon-alta",
    name: "Avigilon Alta",
    url: ({ alta }) => alta,
    people: { path: "people", key: "id", parameter: "person" },
    leadMinutes: 15,
    lagMinutes: 15,
    doorsHearWithinMs: 0,
    async connect(page, { secrets }) {
      await page.getByLabel("Username").fill(secrets.avigilonAlta.email);
      await page.getByLabel("Password").fill(secrets.avigilonAlta.password);
      await page.getByLabel("Organization ID").fill("4321");
      await choose(page, "Region", /^Global$/);
      await page.getByRole("button", { name: /^Connect / }).click();
    },
  },
  {
    id: "brivo",
    name: "Brivo",
    url: ({ brivo }) => brivo,
    people: { path: "users", key: "id", parameter: "member" },
    leadMinutes: 10,
    lagMinutes: 15,
    doorsHearWithinMs: 0,
    async connect(page, { secrets }) {
      await choose(page, "Region", /^Global$/);
      await page.getByLabel("API key").fill(secrets.brivo.apiKey);
      await page.getByRole("button", { name: "Sign in at Brivo" }).click();
      await page.getByRole("button", { name: "Sign in and allow" }).click();
    },
    async choose(page) {
      await choose(page, "Location", /Works/);
      await saveChoices(page);
    },
  },
  {
    id: "doorflow",
    name: "DoorFlow",
    url: ({ doorflow }) => doorflow,
    people: { path: "people", key: "id", parameter: "member" },
    leadMinutes: 15,
    lagMinutes: 15,
    // A sync may be asked for once in 30 seconds, and takes its time.
    doorsHearWithinMs: 60_000,
    async connect(page) {
      await page.getByRole("button", { name: "Sign in at DoorFlow" }).click();
      await page.getByRole("button", { name: "Authorize" }).click();
    },
    async choose(page) {
      const site = page.getByLabel("Check in customers at", { exact: true });
      if ((await site.count()) === 0) return;
      await choose(page, "Check in customers at", /^Harbour Works$/);
      await saveChoices(page);
    },
  },
];

/** A vendor's doors, tried with a PIN by the person who has that last name there. */
export function buildingOf(
  vendor: VendorJourney,
  { urls }: OwnStack,
  lastNameOf: (member: number) => string | undefined,
): Building {
  const url = vendor.url(urls);
  const { people } = vendor;
  const withPin = { method: "pin", credential: "1" };
  if (!people) return { url, who: async (member) => ({ member: String(member), ...withPin }) };
  return {
    url,
    async who(member) {
      const response = await fetch(`${url}/_test/${people.path}`);
      if (!response.ok) throw new Error(`${vendor.name}: the list of people answered ${response.status}`);
      const answer = (await response.json()) as unknown;
      const rows = (Array.isArray(answer) ? answer : []) as readonly Readonly<Record<string, unknown>>[];
      const found = rows.find((row) => JSON.stringify(row).includes(`${lastNameOf(member)}"`));
      return found === undefined ? null : { [people.parameter]: String(found[people.key]), ...withPin };
    },
  };
}
