import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { StackUrls } from "../../scripts/stack/stack";
import type { Fill } from "./request";

export interface FuzzTarget {
  readonly origin: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly secrets: readonly string[];
  readonly fill: Fill;
}

export interface TargetSite {
  readonly urls: StackUrls;
  readonly dataDir: string;
  readonly base: string;
  readonly connection: string;
  readonly member: number;
  /** Value of the good session's cookie. */
  readonly session: string;
}

interface Hook {
  readonly URL: string;
  readonly BusinessId: number;
}

async function json<T>(url: string, method = "GET"): Promise<T> {
  const response = await fetch(url, {
    method,
    ...(method === "POST" ? { body: "{}", headers: { "content-type": "application/json" } } : {}),
  });
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}`);
  return (await response.json()) as T;
}

/** Looks up what the requests name in braces: one genuine install link that nobody follows, a hook, ids. */
export async function prepareTarget(site: TargetSite): Promise<FuzzTarget> {
  const { app, nexudus, database } = site.urls;
  const hooks = await json<Hook[]>(`${nexudus}/_test/webhooks`);
  const address = hooks[0]?.URL ?? "";
  const [, secret = "", business = ""] = /webhooks\/([^/]+)\/(\d+)\//.exec(address) ?? [];
  const installs = await json<{ id?: number; Id?: number }[]>(`${nexudus}/_test/installs`);
  const link = await json<{ url: string }>(
    `${nexudus}/_test/installs/${installs[0]?.id ?? installs[0]?.Id}/link`,
    "POST",
  );
  const query = new URL(link.url).searchParams;
  const files = JSON.parse(readFileSync(join(site.dataDir, "secrets.json"), "utf8")) as {
    nextAuthSecret: string;
    hashKey: string;
    encryptionKeys: string;
    inngestSigningKey: string;
    nexudus: { secretKey: string; webhookSharedSecret: string };
    akiles: { clientSecret: string };
  };
  const values: Record<string, string> = {
    origin: app,
    session: site.session,
    installation: site.base.slice(1),
    connection: site.connection.split("/").at(-1) ?? "",
    member: String(site.member),
    preview: "00000000-0000-4000-8000-000000000000",
    hook: secret,
    business,
  };
  for (const field of ["a", "t", "d", "h"]) {
    values[field] = query.get(field) ?? "";
    values[`${field}:short`] = values[field].slice(0, -1);
  }
  if (Object.values(values).some((value) => value === ""))
    throw new Error(`nothing stands for ${Object.keys(values).filter((name) => !values[name])}`);
  const sign = (body: string) =>
    createHmac("sha256", files.nexudus.webhookSharedSecret)
      .update(Buffer.from(body, "latin1"))
      .digest("hex")
      .toUpperCase();
  return {
    origin: app,
    port: Number(new URL(app).port),
    databaseUrl: database,
    secrets: [
      files.nextAuthSecret,
      files.hashKey,
      files.encryptionKeys,
      files.inngestSigningKey,
      files.nexudus.secretKey,
      files.nexudus.webhookSharedSecret,
      files.akiles.clientSecret,
    ],
    fill: (text, body) =>
      text.replace(/\{([a-z:]+)\}/g, (all, name: string) =>
        name === "signature" ? sign(body) : (values[name] ?? all),
      ),
  };
}
