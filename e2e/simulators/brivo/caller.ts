import type { Context, MiddlewareHandler } from "hono";
import type { Body } from "./fields";
import type { AdminRow } from "./model";
import { ApiProblem, invalid } from "./problem";
import type { Wire } from "./wire";
import type { World } from "./world";

/** What a call of the API carries: whose token it is, and how rows of that account are shown. */
export interface Caller {
  readonly world: World;
  readonly account: number;
  readonly admin: AdminRow;
  readonly wire: Wire;
}
export type ApiEnv = { Variables: { caller: Caller } };
export type ApiContext = Context<ApiEnv>;

/** The JSON body; empty when there is none. Errors: 415 for another type, 400 for what is no object. */
export async function bodyOf(c: ApiContext): Promise<Body> {
  const text = await c.req.text();
  if (text.trim() === "") return {};
  if (!(c.req.header("content-type") ?? "").startsWith("application/json"))
    throw new ApiProblem(415, "Unsupported Media Type");
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // Said below.
  }
  throw invalid("Malformed JSON request");
}

export const paramsOf = (c: ApiContext): URLSearchParams => new URL(c.req.url).searchParams;

/** Calls about groups are for "Account Config Tool Administrators". Others get 403. */
export const forAccountAdmins: MiddlewareHandler<ApiEnv> = async (c, next) => {
  if (!c.get("caller").admin.configuresAccount)
    return c.json({ code: 403, message: "Access is denied" }, 403);
  return next();
};
