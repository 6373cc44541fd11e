import { X509Certificate } from "node:crypto";
import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { type ConnectionOptions, connect, TLSSocket } from "node:tls";
import { generate } from "selfsigned";
import { afterAll, describe, expect, it } from "vitest";
import { realClock } from "@/lib/clock";
import { type GuardedFetchDeps, type GuardedFetchOptions, guardedFetch } from "./guarded-fetch";
import { parsePrivateHosts } from "./private-hosts";
import { checkUrl, UrlGuardError } from "./url-guard";

const PUBLIC = "93.184.216.34";
const PRIVATE = "10.0.0.7";
const HOST = "acm.door.test";
const certificate = await generate([{ name: "commonName", value: HOST }], {
  extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: HOST }] }],
});
const other = await generate([{ name: "commonName", value: HOST }]);
const { fingerprint256: FINGERPRINT } = new X509Certificate(certificate.cert);

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server on this machine; `seen` lists what arrived at it. */
async function serve(answer: RequestListener) {
  const seen: string[] = [];
  const server = createServer({ key: certificate.private, cert: certificate.cert }, (request, response) => {
    seen.push(
      `${request.method} ${request.headers.host} ${request.url} ${request.headers.authorization ?? ""}`,
    );
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { port, seen, url: `https://${HOST}:${port}` };
}

/** A name service that gives its answers in turn, the last one for ever. */
function names(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  return {
    asked,
    resolve: async (host: string) => {
      asked.push(host);
      return answers[Math.min(asked.length, answers.length) - 1] ?? [];
    },
  };
}

const trusting = (options: ConnectionOptions) => connect({ ...options, ca: certificate.cert });

async function call(
  url: string,
  deps: Partial<GuardedFetchDeps> = {},
  options: Partial<GuardedFetchOptions> = {},
) {
  const port = URL.canParse(url) ? new URL(url).port : "";
  return guardedFetch(
    url,
    { timeoutMs: 20_000, ...options },
    {
      clock: realClock,
      privateHosts: parsePrivateHosts(port ? `${HOST}:${port}` : ""),
      connect: trusting,
      ...names(["127.0.0.1"]),
      ...deps,
    },
  );
}

const kindOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof UrlGuardError) return error.kind;
  if (error === null) return "nothing was refused";
  throw error;
};

const privateHosts = parsePrivateHosts("");

describe("checkUrl", () => {
  it.each([
    ["ftp://door.test/", "not_https"],
    ["http://door.test/", "not_https"],
    ["https://user@door.test/", "credentials_in_url"],
    ["https://:secret@door.test/", "credentials_in_url"],
    ["door.test", "not_a_url"],
    ["https://", "not_a_url"],
    ["https://[fe80::1%25eth0]/", "not_a_url"],
    ["https://2130706433/", "not_public"],
    ["https://0177.0.0.1/", "not_public"],
    ["https://0x7f.1/", "not_public"],
    ["https://127.0.0.1./", "not_public"],
    ["https://[::1]/", "not_public"],
    ["https://[::ffff:169.254.169.254]/", "not_public"],
    ["https://169.254.169.254/latest/meta-data/", "not_public"],
  ])("refuses %s as %s", async (typed, kind) => {
    expect(await kindOf(checkUrl(typed, { ...names([PUBLIC]), privateHosts }))).toBe(kind);
  });

  it("refuses a name as soon as one of its addresses is private", async () => {
    // Otherwise the connection may go to the other one.
    expect(await kindOf(checkUrl("https://a.test/", { ...names([PUBLIC, PRIVATE]), privateHosts }))).toBe(
      "not_public",
    );
    expect(await kindOf(checkUrl("https://a.test/", { ...names([`${PUBLIC}%1`]), privateHosts }))).toBe(
      "not_public",
    );
  });

  it("looks a name up without its final dot, and knows the operator's list by it", async () => {
    const { asked, resolve } = names([PRIVATE]);
    const allowed = parsePrivateHosts("acm.lan:8443");
    const checked = await checkUrl("https://ACM.lan.:8443/", { resolve, privateHosts: allowed });
    expect(asked).toEqual(["acm.lan"]);
    expect(checked.addresses).toEqual([PRIVATE]);
  });

  it("says nothing of what was typed", async () => {
    const error = await checkUrl("https://canary:canary@canary.test/", { ...names([]), privateHosts }).catch(
      (thrown: unknown) => thrown,
    );
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("canary.test");
    expect(await kindOf(checkUrl("https://a.test/", { ...names([]), privateHosts }))).toBe("unresolvable");
  });
});

describe("guardedFetch", () => {
  it("calls an allowed server and tells its certificate's fingerprint", async () => {
    const server = await serve((_request, response) => response.end('{"ok":true}'));
    const { response, fingerprint256 } = await call(
      `${server.url}/a?b=1`,
      {},
      {
        method: "POST",
        body: "{}",
        headers: { authorization: "Basic x" },
      },
    );
    expect(await response.json()).toEqual({ ok: true });
    expect(fingerprint256).toBe(FINGERPRINT);
    expect(server.seen).toEqual([`POST ${HOST}:${server.port} /a?b=1 Basic x`]);
  });

  it("connects to the address that was checked, though the name leads elsewhere by then", async () => {
    // A name that answers public to the check and private to the connection opens the operator's network.
    const service = names([PUBLIC], [PRIVATE]);
    const dialled: string[] = [];
    const dial = (options: ConnectionOptions) => {
      const all = (options as { lookup?: (...args: never[]) => void }).lookup as unknown as (
        host: string,
        how: { all: boolean },
        done: (error: null, found: unknown) => void,
      ) => void;
      all(String(options.host), { all: true }, (_error, found) => dialled.push(JSON.stringify(found)));
      all(String(options.host), { all: false }, (_error, found) => dialled.push(String(found)));
      return new TLSSocket(connect({ host: "127.0.0.1", port: 1 })).destroy();
    };
    expect(await kindOf(call("https://rebinding.test/", { ...service, connect: dial }))).toBe("unreachable");
    expect(service.asked).toEqual(["rebinding.test"]);
    expect(dialled).toEqual([JSON.stringify([{ address: PUBLIC, family: 4 }]), PUBLIC]);
  });

  it("sends nothing over a connection that ended at another address", async () => {
    const server = await serve((_request, response) => response.end("{}"));
    const astray = (options: ConnectionOptions) => {
      const { lookup: _pinned, ...rest } = options as ConnectionOptions & { lookup?: unknown };
      return connect({ ...rest, host: "127.0.0.1", port: server.port, ca: certificate.cert });
    };
    const told = await kindOf(call(`https://${HOST}/`, { ...names([PUBLIC]), connect: astray }));
    expect(told).toBe("not_public");
    expect(server.seen).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])("does not follow a %s to a private address", async (status) => {
    const hidden = await serve((_request, response) => response.end("secret"));
    const server = await serve((_request, response) =>
      response.writeHead(status, { location: `https://127.0.0.1:${hidden.port}/` }).end(),
    );
    expect(await kindOf(call(server.url))).toBe("redirected");
    expect(server.seen).toHaveLength(1);
    expect(hidden.seen).toEqual([]);
  });

  it("shows a redirect where that is asked for, and still goes nowhere", async () => {
    const hidden = await serve((_request, response) => response.end("secret"));
    const location = `https://127.0.0.1:${hidden.port}/`;
    const server = await serve((_request, response) =>
      response.writeHead(302, { location, "set-cookie": ["a=1", "b=2"] }).end("moved"),
    );
    const { response } = await call(server.url, {}, { showRedirects: true });
    expect([response.status, response.headers.get("location")]).toEqual([302, location]);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(hidden.seen).toEqual([]);
  });

  it("gives up on a body larger than the cap, whatever its length says", async () => {
    const server = await serve((_request, response) => {
      response.write("x".repeat(40_000));
      response.end("x".repeat(40_000));
    });
    expect(await kindOf(call(server.url, {}, { bodyMaxBytes: 64_000 }))).toBe("too_large");
    const { response } = await call(server.url, {}, { bodyMaxBytes: 80_000 });
    expect((await response.text()).length).toBe(80_000);
  });

  it("gives up on a server that never finishes its body, answers or resolves", async () => {
    const dripping = await serve((_request, response) => void response.write("x"));
    const silent = await serve(() => undefined);
    const cutShort = { timeoutMs: 300 };
    expect(await kindOf(call(dripping.url, {}, cutShort))).toBe("timed_out");
    expect(await kindOf(call(silent.url, {}, cutShort))).toBe("timed_out");
    const never = { resolve: () => new Promise<never>(() => undefined) };
    expect(await kindOf(call("https://never.test/", never, cutShort))).toBe("timed_out");
  });

  it("takes no certificate that nobody vouches for, or that is another server's", async () => {
    const server = await serve((_request, response) => response.end("{}"));
    expect(await kindOf(call(server.url, { connect }))).toBe("certificate_untrusted");
    const elsewhere = `https://other.test:${server.port}/`;
    expect(
      await kindOf(call(elsewhere, { privateHosts: parsePrivateHosts(`other.test:${server.port}`) })),
    ).toBe("certificate_untrusted");
    expect(server.seen).toEqual([]);
  });

  it("takes the pinned certificate though nobody vouches for it, and no other one", async () => {
    // A password sent to a server in between is lost, so nothing may be sent before.
    const server = await serve((_request, response) => response.end("{}"));
    const pinnedFingerprint256 = FINGERPRINT.toLowerCase();
    await call(server.url, { connect }, { pinnedFingerprint256 });
    expect(server.seen).toHaveLength(1);
    const changed = new X509Certificate(other.cert).fingerprint256;
    for (const connecting of [connect, trusting])
      expect(await kindOf(call(server.url, { connect: connecting }, { pinnedFingerprint256: changed }))).toBe(
        "certificate_changed",
      );
    expect(server.seen).toHaveLength(1);
  });

  it("says no more than that nobody is there when a connection breaks", async () => {
    const server = await serve((request) => request.socket.destroy());
    expect(await kindOf(call(server.url))).toBe("unreachable");
    const none = await serve(() => undefined);
    const gone = servers.at(-1);
    await new Promise((resolve) => gone?.close(resolve));
    expect(await kindOf(call(none.url))).toBe("unreachable");
  });
});
