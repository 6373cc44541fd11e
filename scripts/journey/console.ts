import { chromium, type Page } from "playwright";
import type { Systems } from "./systems";

const WAIT_MS = 60_000;

/** Where an admin works: a browser that is signed in. */
export interface Console {
  /** Screens of the finished set-up, for pictures and checks. */
  readonly page: Page;
  /** Path of the installation. */
  readonly base: string;
  close(): Promise<void>;
}

/** In Chromium: installs from the marketplace and confirms the locations. `onPage` sees the page first. */
export async function openConsole(
  world: Systems,
  say: (line: string) => void,
  onPage: (page: Page) => void,
): Promise<Console> {
  const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
  const browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(WAIT_MS);
  onPage(page);
  const close = () => browser.close();
  return inConsole({ page, close }, async () => {
    say("Installing from the marketplace...");
    await page.goto(`${world.urls.app}/`);
    await page.getByRole("link", { name: "Install from the Nexudus Marketplace" }).first().click();
    await page.getByRole("button", { name: "Install", exact: true }).click();
    await page.getByRole("button", { name: "Accept and install" }).click();
    await page.waitForURL(/\/[0-9a-f-]{36}(\?|$)/);
    const base = new URL(page.url()).pathname;

    say("Confirming locations...");
    await page.goto(`${world.urls.app}${base}/settings/account`);
    await page.getByRole("button", { name: /Confirm (the location|\d+ locations)/ }).click();
    await page.getByRole("button", { name: "Save locations" }).waitFor();
    return { page, base, close };
  });
}

/** What is done in a console; where it fails, a picture is left behind and the browser is closed. */
export async function inConsole<T>(
  { page, close }: Pick<Console, "page" | "close">,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    await page.screenshot({ path: "journey-failure.png", fullPage: true }).catch(() => undefined);
    await close();
    throw error;
  }
}

/** Connects a vendor for one location (null = all). Returns the path of the connection's page. */
export async function connect(
  { page, base }: Pick<Console, "page" | "base">,
  app: string,
  of: {
    readonly vendor: string;
    readonly location: string | null;
    signIn(page: Page): Promise<void>;
  },
): Promise<string> {
  await page.goto(`${app}${base}/connections/new?vendor=${of.vendor}`);
  await page.getByRole("checkbox").first().waitFor();
  for (const row of await page
    .getByRole("listitem")
    .filter({ has: page.getByRole("checkbox") })
    .all()) {
    const isWanted = of.location === null || (await row.textContent())?.startsWith(of.location) === true;
    await row.getByRole("checkbox").setChecked(isWanted);
  }
  await of.signIn(page);
  await page.getByRole("button", { name: "Yes, this is ours" }).click();
  await page.getByText("Is this yours?").waitFor({ state: "detached" });
  return new URL(page.url()).pathname;
}

/** Where nobody gains or loses anything by it, the change needs no dialog. */
export async function applyPreview(page: Page): Promise<void> {
  await page.waitForURL(/\/preview\//);
  const plain = page.getByRole("button", { name: "Save without door changes" });
  const apply = page.getByRole("button", { name: /^Apply \d+ changes?$/ });
  await plain.or(apply).first().waitFor();
  if (await plain.count()) await plain.click();
  else {
    await apply.click();
    await page
      .getByRole("alertdialog")
      .getByRole("button", { name: /^Apply/ })
      .click();
  }
  await page.getByText("Applied.").first().waitFor();
}
