import type { BrowserContext, Page } from "playwright";
import type { Source } from "./sources";

/** Notes what a browser says on its way: what stays in its history, what it asks for, what it tells others. */
export interface BrowserWatch {
  sources(): Promise<readonly Source[]>;
  /** Cookies of Lintel that scripts cannot read: secrets themselves. */
  hiddenCookies(): Promise<readonly { readonly name: string; readonly value: string }[]>;
}

/** The install link is Nexudus' own form of handing over the token: it is asked for, but stays nowhere. */
const isInstallLink = (url: string, app: string) => {
  const { origin, pathname } = new URL(url);
  return origin === app && pathname === "/install";
};

/** Watches a page from its first address on. `app` is Lintel's origin; other systems' own pages are not its matter. */
export function watchBrowser(page: Page, app: string): BrowserWatch {
  const context: BrowserContext = page.context();
  const history: string[] = [];
  const requests: string[] = [];
  const consoleLines: string[] = [];
  page.on("framenavigated", (frame) => void history.push(frame.url()));
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(app)) return;
    if (!isInstallLink(url, app)) requests.push(url);
    requests.push(`referer: ${request.headers().referer ?? ""}`);
  });
  page.on("console", (message) => void consoleLines.push(message.text()));

  return {
    async sources() {
      const { cookies, origins } = await context.storageState({ indexedDB: true });
      const session = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
      const open = cookies.filter((cookie) => !cookie.httpOnly);
      return [
        { place: "browser history", text: history.join("\n") },
        { place: "browser requests", text: requests.join("\n") },
        { place: "browser console", text: consoleLines.join("\n") },
        { place: "browser localStorage and IndexedDB", text: JSON.stringify(origins) },
        { place: "browser sessionStorage", text: session },
        { place: "browser cookies open to scripts", text: JSON.stringify(open) },
        { place: "browser cookie names", text: cookies.map((cookie) => cookie.name).join("\n") },
      ];
    },
    async hiddenCookies() {
      const cookies = await context.cookies(app);
      return cookies.filter((cookie) => cookie.httpOnly).map(({ name, value }) => ({ name, value }));
    },
  };
}
