import { request } from "node:http";
import { request as secureRequest } from "node:https";

/** More than any page may take: a road that is longer counts as a loop. */
const HOPS_MAX = 12;

export interface Road {
  readonly hops: number;
  readonly status: number;
  readonly url: URL;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Every cookie set on the way, as it was written. */
  readonly setCookies: readonly string[];
}

export interface Traveller {
  /** Cookies to begin with, by name. Kept up to date when `keepsCookies`. */
  readonly cookies?: Record<string, string>;
  readonly keepsCookies?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where names that no resolver knows are served. */
  readonly ports?: { readonly http: number; readonly https: number };
}

interface Reply {
  readonly status: number;
  readonly headers: Road["headers"];
  readonly text: string;
}

function ask(url: URL, headers: Record<string, string>, ports: Traveller["ports"]): Promise<Reply> {
  const isSecure = url.protocol === "https:";
  const usual = isSecure ? 443 : 80;
  const port = url.port ? Number(url.port) : (ports?.[isSecure ? "https" : "http"] ?? usual);
  return new Promise((resolve, reject) => {
    const sent = (isSecure ? secureRequest : request)(
      {
        host: "127.0.0.1",
        port,
        path: `${url.pathname}${url.search}`,
        headers: { host: url.host, ...headers },
        agent: false,
        ...(isSecure ? { rejectUnauthorized: false, servername: url.hostname } : {}),
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text: Buffer.concat(parts).toString("utf8"),
          }),
        );
        answer.on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end();
  });
}

/** Follows redirects as a browser does, on this machine only, and counts them. */
export async function follow(start: string, traveller: Traveller = {}): Promise<Road> {
  const cookies = traveller.cookies ?? {};
  const setCookies: string[] = [];
  let url = new URL(start);
  for (let hops = 0; hops <= HOPS_MAX; hops += 1) {
    const cookie = Object.entries(cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join("; ");
    const reply = await ask(url, { ...traveller.headers, ...(cookie ? { cookie } : {}) }, traveller.ports);
    for (const line of [reply.headers["set-cookie"] ?? []].flat()) {
      setCookies.push(line);
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      if (!traveller.keepsCookies) continue;
      if (/max-age=0/i.test(line)) delete cookies[pair.slice(0, at)];
      else cookies[pair.slice(0, at)] = pair.slice(at + 1);
    }
    const location = reply.headers.location;
    if (reply.status < 300 || reply.status > 399 || typeof location !== "string")
      return { hops, url, setCookies, ...reply };
    url = new URL(location, url);
  }
  throw new Error(`${start} leads round in circles`);
}

/** What a person can press on a page that says one thing. */
export const actionsOn = (html: string): number => html.match(/ data-slot="button"/g)?.length ?? 0;

/** The page's main heading, as text. */
export const headingOf = (html: string): string =>
  (/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? "").replace(/<[^>]+>/g, "").replaceAll("&#x27;", "'");
