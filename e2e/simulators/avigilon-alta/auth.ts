import type { Context } from "hono";
import { Hono } from "hono";
import { z } from "zod";
import { parseBody, toIso } from "./fields";
import type { IdentityRow, OrgRow, Region, SessionRow, UserRow } from "./model";
import { ApiProblem } from "./problem";
import type { World } from "./world";

const LOCKED_MS = 15 * 60_000;

/** Who calls, in one organization. */
export interface Caller {
  readonly org: OrgRow;
  readonly user: UserRow;
  readonly scope: readonly string[];
}

const refused = (message: string) => new ApiProblem(401, message);

const login = z.strictObject({
  email: z.string().min(1),
  password: z.string().min(1),
  mfa: z.strictObject({ totpCode: z.string() }).optional(),
  namespaceId: z.number().int().optional(),
  namespaceNickname: z.string().optional(),
  forMobileLogin: z.boolean().optional(),
});

/** Identities of a region by address; one address may have one in several namespaces. */
function identitiesOf(world: World, region: Region, email: string): IdentityRow[] {
  return world.all("identities").filter((identity) => {
    const namespace = world.get("namespaces", identity.namespaceId);
    return namespace?.region === region && identity.email.toLowerCase() === email.trim().toLowerCase();
  });
}

/** Organizations the identity may enter: an active user there who may use the API. */
const membershipsOf = (world: World, identityId: number): UserRow[] =>
  world
    .all("users")
    .filter((user) => user.identityId === identityId && user.status === "A" && user.scope.length > 0);

function checkPassword(world: World, identity: IdentityRow, password: string, totpCode: string | null): void {
  const now = world.nowMs();
  if (identity.lockedUntil !== null && identity.lockedUntil > now) throw refused("Account is locked.");
  if (identity.password === null) throw refused("Sign in with your identity provider.");
  if (identity.password !== password || (identity.totpCode !== null && identity.totpCode !== totpCode)) {
    world.dirty = true;
    identity.badLogins += 1;
    const { lockoutAfter } = world.switches;
    if (lockoutAfter > 0 && identity.badLogins >= lockoutAfter) identity.lockedUntil = now + LOCKED_MS;
    throw refused(identity.password === password ? "MFA code required." : "Invalid email or password.");
  }
  identity.badLogins = 0;
  identity.lockedUntil = null;
  world.dirty = true;
}

function signIn(world: World, region: Region, body: unknown): SessionRow {
  const input = parseBody(login, body);
  const chosen = identitiesOf(world, region, input.email).filter((identity) => {
    const namespace = world.get("namespaces", identity.namespaceId);
    if (input.namespaceId !== undefined) return identity.namespaceId === input.namespaceId;
    if (input.namespaceNickname !== undefined) return namespace?.nickname === input.namespaceNickname;
    return true;
  });
  // Without a namespace the local ones come before those of identity providers.
  const identity =
    chosen.find((i) => world.get("namespaces", i.namespaceId)?.kind === "local") ?? chosen[0] ?? null;
  if (!identity) {
    const elsewhere = identitiesOf(world, region === "eu" ? "global" : "eu", input.email).length > 0;
    if (elsewhere && world.switches.wrongRegion === "not_found") throw new ApiProblem(404, "Not Found");
    throw refused("Invalid email or password.");
  }
  checkPassword(world, identity, input.password, input.mfa?.totpCode ?? null);
  return issue(world, region, identity.id);
}

/** A session without a sign-in, for the test API too. */
export function issue(world: World, region: Region, identityId: number): SessionRow {
  const now = world.nowMs();
  const { sessionMinutes } = world.switches;
  const head = Buffer.from(JSON.stringify({ alg: "HS256", typ: "JWT" })).toString("base64url");
  const session: SessionRow = {
    token: `${head}.${world.secret(18)}.${world.secret()}`,
    identityId,
    region,
    createdAt: now,
    expiresAt: now + sessionMinutes * 60_000,
    isRevoked: false,
  };
  world.state.sessions[session.token] = session;
  world.dirty = true;
  return session;
}

function told(world: World, session: SessionRow): object {
  const identity = world.get("identities", session.identityId);
  const namespace = world.get("namespaces", identity?.namespaceId ?? -1);
  return {
    token: session.token,
    identityId: session.identityId,
    identity: {
      id: session.identityId,
      email: identity?.email,
      namespace: { id: namespace?.id, nickname: namespace?.nickname },
    },
    tokenScopeList: membershipsOf(world, session.identityId).map((user) => ({
      org: { id: user.orgId, name: world.get("orgs", user.orgId)?.name },
      user: { id: user.id, needsMFACredential: false },
      scope: user.scope.map((scope) => `o${user.orgId}-${scope}`),
    })),
    createdAt: toIso(session.createdAt),
    ...(world.switches.tellsExpiry ? { expiresAt: toIso(session.expiresAt) } : { expiresAt: null }),
  };
}

function problemOf(world: World, region: Region, token: string): string | null {
  const session = Object.hasOwn(world.state.sessions, token) ? world.state.sessions[token] : undefined;
  if (!session || session.region !== region) return "JsonWebTokenError";
  if (session.isRevoked) return "TokenNotFoundError";
  return session.expiresAt !== null && session.expiresAt <= world.nowMs() ? "TokenExpiredError" : null;
}

function sessionOf(world: World, region: Region, token: string): SessionRow {
  const problem = problemOf(world, region, token);
  const session = world.state.sessions[token];
  if (problem !== null || !session) throw refused(problem ?? "JsonWebTokenError");
  return session;
}

function identityOf(world: World, region: Region, header: string): number {
  const { switches } = world;
  const basic = /^Basic (.+)$/i.exec(header)?.[1];
  if (basic !== undefined) {
    if (!switches.acceptsBasic) throw refused("Unauthorized");
    const [email = "", ...rest] = Buffer.from(basic, "base64").toString().split(":");
    const [identity] = identitiesOf(world, region, email);
    if (!identity) throw refused("Invalid email or password.");
    checkPassword(world, identity, rest.join(":"), null);
    return identity.id;
  }
  return sessionOf(world, region, tokenOf(world, header)).identityId;
}

function tokenOf(world: World, header: string): string {
  const { switches } = world;
  const bearer = /^Bearer (.+)$/i.exec(header)?.[1];
  if (bearer !== undefined ? !switches.acceptsBearer : !switches.acceptsBareToken)
    throw refused("Unauthorized");
  return bearer ?? header;
}

/** Who calls `/orgs/{org}/...`. 401 without a live session, 403 in an organization the caller is not in. */
export function callerOf(world: World, region: Region, c: Context, orgId: number): Caller {
  const header = c.req.header("authorization") ?? "";
  if (header === "") throw refused("Missing authentication");
  const org = world.get("orgs", orgId);
  const identityId = identityOf(world, region, header);
  const user = membershipsOf(world, identityId).find((u) => u.orgId === orgId);
  if (!org || org.region !== region || !user) throw new ApiProblem(403, "Forbidden");
  return { org, user, scope: user.scope };
}

/** 403 when the caller's role lacks it; a `:w` scope includes reading. */
export function demand(caller: Caller, resource: string, mode: "r" | "w"): void {
  const has =
    caller.scope.includes(`${resource}:w`) || (mode === "r" && caller.scope.includes(`${resource}:r`));
  if (!has) throw new ApiProblem(403, "Insufficient scope");
}

/** `/auth/*` of one region. */
export function authRoutes(world: World, region: Region): Hono {
  const app = new Hono();
  const body = async (c: Context) => JSON.parse((await c.req.text()) || "{}") as unknown;
  app.post("/auth/login", async (c) => {
    const session = signIn(world, region, await body(c));
    return c.json({ data: told(world, session), meta: {} }, 201);
  });
  app.post("/auth/loginAll", async (c) => {
    const input = parseBody(login, await body(c));
    const all = identitiesOf(world, region, input.email).filter((i) => i.password === input.password);
    if (all.length === 0) throw refused("Invalid email or password.");
    return c.json({ data: all.map((i) => told(world, issue(world, region, i.id))), meta: {} }, 201);
  });
  app.post("/auth/logout", (c) => {
    const session = sessionOf(world, region, tokenOf(world, c.req.header("authorization") ?? ""));
    session.isRevoked = true;
    world.dirty = true;
    return c.body(null, 204);
  });
  app.post("/auth/accessTokens/refresh", (c) => {
    const old = sessionOf(world, region, tokenOf(world, c.req.header("authorization") ?? ""));
    old.isRevoked = true;
    return c.json({ data: told(world, issue(world, region, old.identityId)), meta: {} }, 201);
  });
  app.post("/auth/accessTokens/:token/validate", (c) => {
    const name = problemOf(world, region, c.req.param("token"));
    const err = name === null ? {} : { err: { name, message: name } };
    return c.json({ data: { isValid: name === null, ...err }, meta: {} });
  });
  app.get("/auth/accessTokens/:token", (c) =>
    c.json({ data: told(world, sessionOf(world, region, c.req.param("token"))), meta: {} }),
  );
  return app;
}
