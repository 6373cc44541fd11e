import { createHash } from "node:crypto";
import type { Install } from "./model";
import type { World } from "./world";

export interface NexudusSecrets {
  readonly applicationKey: string;
  readonly secretKey: string;
  readonly webhookSharedSecret: string;
}

export const md5 = (text: string): string => createHash("md5").update(text, "utf8").digest("hex");

/** Password of an install's API credential; the user name is the application key. */
export const apiPassword = (install: Install, secrets: NexudusSecrets): string =>
  md5(install.token + secrets.secretKey);

/** The install a Basic header belongs to, or null when it may not call at all. */
export function authenticate(
  header: string | undefined,
  world: World,
  secrets: NexudusSecrets,
): Install | null {
  const encoded = /^basic\s+(\S+)$/i.exec(header ?? "")?.[1];
  if (!encoded) return null;
  const [user, ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  if (user !== secrets.applicationKey) return null;
  const install = world.state.installs.find((i) => apiPassword(i, secrets) === rest.join(":"));
  return install && !install.revoked && !install.requiresApproval ? install : null;
}

/** Ids of the businesses an install sees. */
export function scopeOf(install: Install, world: World): ReadonlySet<number> {
  const children = world.state.switches.rootInstallCoversChildren
    ? world.rows("Business").filter((b) => b.RootLocationId === install.businessId)
    : [];
  return new Set([install.businessId, ...children.map((b) => b.Id)]);
}
