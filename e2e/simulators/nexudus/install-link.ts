import { md5, type NexudusSecrets } from "./credentials";
import type { Install } from "./model";

/** Ways in which a link can be off. Everything here is optional. */
export interface LinkFlags {
  readonly omitB?: boolean;
  readonly omitE?: boolean;
  readonly doubleSlash?: boolean;
  readonly upperCaseH?: boolean;
  /** Moves `d` by this much before signing, so that the signature still holds. */
  readonly shiftMs?: number;
  /** Replaces parameters after signing. */
  readonly tamper?: Partial<Readonly<Record<"a" | "t" | "d" | "h" | "b" | "e", string>>>;
  /** Overrides the time zone trouble: writes `d` as Unix seconds or milliseconds instead of ticks. */
  readonly dAs?: "ticks" | "seconds" | "milliseconds";
}

const epochTicks = 621_355_968_000_000_000n;

/** .NET ticks of an instant; longer than a double can hold. */
export const ticks = (at: Date): string => (BigInt(at.getTime()) * 10_000n + epochTicks).toString();

/** md5 over the three values in ascending order of value, joined by `|`, and the secret. */
export function signature(t: string, a: string, d: string, secretKey: string): string {
  return md5([t, a, d].sort().join("|") + secretKey);
}

function timeValue(at: Date, as: NonNullable<LinkFlags["dAs"]>): string {
  if (as === "ticks") return ticks(at);
  return String(as === "seconds" ? Math.floor(at.getTime() / 1_000) : at.getTime());
}

/** The address Nexudus sends the browser to, for installing and for launching alike. */
export function installLink(
  input: { installUrl: string; install: Install; subdomain: string; now: Date; secrets: NexudusSecrets },
  flags: LinkFlags = {},
): string {
  const { install, secrets } = input;
  const d = timeValue(new Date(input.now.getTime() + (flags.shiftMs ?? 0)), flags.dAs ?? "ticks");
  const h = signature(install.token, secrets.applicationKey, d, secrets.secretKey);
  const params: Record<string, string> = {
    a: secrets.applicationKey,
    t: install.token,
    d,
    h: flags.upperCaseH ? h.toUpperCase() : h,
    ...(flags.omitB ? {} : { b: input.subdomain }),
    ...(flags.omitE ? {} : { e: install.email }),
    ...flags.tamper,
  };
  const url = new URL(input.installUrl);
  if (flags.doubleSlash) url.pathname = `/${url.pathname}`;
  url.search = new URLSearchParams(params).toString();
  return url.toString();
}
