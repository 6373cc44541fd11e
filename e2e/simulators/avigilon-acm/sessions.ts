import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import type { Session } from "./model";
import type { World } from "./world";

export interface AccountSecrets {
  readonly login: string;
  readonly password: string;
}

export const SESSION_COOKIE = "_session_id";
export const CSRF_COOKIE = "XSRF-TOKEN";
/** Quiet time after which a session is forgotten altogether. */
const FORGET_MS = 86_400_000;

const equal = (a: string, b: string) => {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
};

/** The one account that may use the API, its sessions, and what it counts against guessing. */
export class Sessions {
  constructor(
    private readonly world: World,
    private readonly secrets: AccountSecrets,
  ) {}

  get login(): string {
    return this.secrets.login;
  }
  get password(): string {
    return this.world.state.account.password ?? this.secrets.password;
  }
  get isLocked(): boolean {
    const { lockAfter } = this.world.switches;
    return lockAfter > 0 && this.world.state.account.wrongInARow >= lockAfter;
  }

  /** Counts a wrong one. A locked account and one that must change its password are refused whatever is typed. */
  check(login: string, password: string): "ok" | "wrong" | "locked" | "must_change" {
    const { account } = this.world.state;
    this.world.dirty = true;
    if (this.isLocked) return "locked";
    if (!equal(login, this.secrets.login) || !equal(password, this.password)) {
      account.wrongLogins += 1;
      account.wrongInARow += 1;
      return "wrong";
    }
    account.wrongInARow = 0;
    return account.mustChangePassword ? "must_change" : "ok";
  }

  start(): { readonly id: string; readonly csrf: string } {
    const { state, switches } = this.world;
    if (switches.oneSession) state.sessions = {};
    const id = randomBytes(16).toString("hex");
    const csrf = randomBytes(16).toString("base64url");
    state.sessions[id] = { csrf, usedAt: this.world.nowMs() };
    this.world.dirty = true;
    return { id, csrf };
  }

  /** The live session of a request; using it keeps it alive. */
  of(c: Context): Session | null {
    const { state, switches } = this.world;
    const id = new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([0-9a-f]+)`).exec(c.req.header("cookie") ?? "")?.[1];
    const session = id === undefined || !Object.hasOwn(state.sessions, id) ? undefined : state.sessions[id];
    if (id === undefined || !session) return null;
    const now = this.world.nowMs();
    if (now - session.usedAt >= switches.sessionIdleMs) {
      if (now - session.usedAt > FORGET_MS) delete state.sessions[id];
      return null;
    }
    session.usedAt = now;
    return session;
  }

  end(c: Context): void {
    const id = new RegExp(`${SESSION_COOKIE}=([0-9a-f]+)`).exec(c.req.header("cookie") ?? "")?.[1];
    if (id !== undefined) delete this.world.state.sessions[id];
    this.world.dirty = true;
  }
  endAll(): void {
    this.world.state.sessions = {};
    this.world.dirty = true;
  }
}
