import type { Context } from "hono";
import { loginPage } from "./html";
import type { Session } from "./model";
import type { Sessions } from "./sessions";
import type { World } from "./world";

/** The fields of a request, whichever way its body is written; a name may come several times. */
export type Form = ReadonlyMap<string, readonly string[]>;

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

/** A form, a flat JSON object, or one XML element whose children become `<root>[child]`. Read once, kept for later. */
export async function readForm(c: Context): Promise<Form> {
  if (c.req.method === "GET") return new Map();
  const type = c.req.header("content-type") ?? "";
  const text = await c.req.text();
  const form = new Map<string, string[]>();
  const add = (name: string, value: string) => form.set(name, [...(form.get(name) ?? []), value]);
  if (type.includes("json")) {
    const body: unknown = text === "" ? {} : JSON.parse(text);
    for (const [name, value] of Object.entries(body ?? {})) if (typeof value === "string") add(name, value);
  } else if (type.includes("xml")) {
    const [, root = "", inner = ""] =
      /<(\w+)[^>]*>([\s\S]*)<\/\1>\s*$/.exec(text.replace(/<\?.*?\?>/, "")) ?? [];
    for (const [, name = "", value = ""] of inner.matchAll(/<(\w+)>([^<]*)<\/\1>/g)) {
      const plain = value.replaceAll(
        /&(lt|gt|quot|apos|amp);/g,
        (_all, entity: string) => ENTITIES[entity] ?? "",
      );
      add(`${root}[${name}]`, plain);
      add(name, plain);
    }
  } else for (const [name, value] of new URLSearchParams(text)) add(name, value);
  return form;
}

/** What is written as `identity[plasec...]`. A name with the prefix the server does not use is nobody's field. */
export function fieldsOf(form: Form, of: "identity" | "token", world: World): Record<string, string> {
  const { prefix } = world.switches;
  const fields: Record<string, string> = {};
  for (const [name, values] of form) {
    const inner = new RegExp(`^${of}\\[(\\w+)\\]$`).exec(name)?.[1];
    if (inner?.startsWith(prefix)) fields[inner.replace(prefix, "plasec")] = values.at(-1) ?? "";
  }
  return fields;
}

/** Who asks, with the rights of their roles. */
export interface Actor {
  /** Null with HTTP Basic, which needs no CSRF token. */
  readonly session: Session | null;
  readonly rights: ReadonlySet<string>;
}

/** The actor, or the answer for somebody who is not signed in. */
export function actorOf(
  c: Context,
  world: World,
  sessions: Sessions,
): Actor | { readonly refused: Response | Promise<Response> } {
  const header = c.req.header("authorization") ?? "";
  const { basic, expiredSession } = world.switches;
  if (header.startsWith("Basic ") && basic !== "off" && (basic === "all" || c.req.path.endsWith(".xml"))) {
    const [login = "", ...rest] = Buffer.from(header.slice(6), "base64").toString("utf8").split(":");
    if (sessions.check(login, rest.join(":")) === "ok")
      return { session: null, rights: rightsOf(world, sessions) };
    const challenge = { "www-authenticate": 'Basic realm="Application"' };
    return { refused: c.text("HTTP Basic: Access denied.", 401, challenge) };
  }
  const session = sessions.of(c);
  if (session) return { session, rights: rightsOf(world, sessions) };
  if (expiredSession === "401")
    return { refused: c.json({ success: false, message: "Not logged in", errors: null }, 401) };
  if (expiredSession === "login_page") return { refused: loginPage(c) };
  return { refused: c.redirect("/sessions/new", 302) };
}

/** An account without an identity of its own, as the first start has it no more: nothing is allowed. */
function rightsOf(world: World, sessions: Sessions): ReadonlySet<string> {
  const own = world.rows("identities").find((row) => row.attrs.plasecLogin === sessions.login);
  const now = world.nowMs();
  const roles = (own?.roles ?? [])
    .map((id) => world.find("roles", id))
    .filter((role) => role?.installed && (role.stopsAt === null || now < role.stopsAt));
  const delegations = roles
    .flatMap((role) => role?.delegations ?? [])
    .map((id) => world.find("delegations", id));
  return new Set(delegations.flatMap((delegation) => delegation?.rights ?? []));
}

export function csrfIsGood(c: Context, actor: Actor, form: Form): boolean {
  if (actor.session === null) return true;
  const sent = c.req.header("x-csrf-token") ?? form.get("authenticity_token")?.[0];
  return sent === actor.session.csrf;
}

/** Back to where the form was, with nothing changed. */
export function bounced(c: Context): Response {
  return c.redirect(c.req.path.replace(/\/update_roles$/, "/roles"), 302);
}
