import { createHash } from "node:crypto";
import { equalInConstantTime } from "./constant-time";

const FIELDS = ["a", "t", "d", "h"] as const;
type Field = (typeof FIELDS)[number];

/** Longest value taken from the link; the documented ones have at most 32 characters. */
const VALUE_CHARS_MAX = 200;
const DEFAULT_TOLERANCE_MINUTES = 75;
const UNIX_EPOCH_TICKS = 621_355_968_000_000_000n;
const TICKS_PER_MS = 10_000n;

/** Why a link was refused. Short enough to be read out over a telephone; none of them quotes the link. */
export type InstallRefusal =
  | "not-configured"
  | `missing-${Field}`
  | `doubled-${Field}`
  | "too-long"
  | "unknown-application"
  | "bad-token"
  /** `d` is not a whole number in plain digits. */
  | "time-not-a-number"
  /** `d` is a number, but neither .NET ticks nor Unix seconds or milliseconds. */
  | "bad-time"
  | "stale"
  | "future"
  | "bad-signature";

/** A link whose signature is genuine. */
export interface SignedLink {
  /** `t`, the per-install token. Secret. */
  readonly token: string;
  /** `d` as received; above 2^53, so never a number. */
  readonly ticks: string;
  readonly issuedAt: Date;
  /** Unsigned, may be absent or forged: for display as "told by the link", never to choose a tenant. */
  readonly hints: { readonly subdomain: string | null; readonly email: string | null };
  /** sha256 over the signed values and the signature: equal for a replay of the same link. */
  readonly linkDigest: string;
}

export type InstallVerdict =
  | ({ readonly ok: true } & SignedLink)
  | {
      readonly ok: false;
      readonly reason: InstallRefusal;
      readonly field?: Field;
      /** Present only for "stale" and "future" with a genuine signature: a live session may go on with it. */
      readonly signed?: SignedLink;
    };

function timeOf(d: string): Date | null {
  if (d.length === 10) return new Date(Number(d) * 1000);
  if (d.length === 13) return new Date(Number(d));
  if (d.length === 18) return new Date(Number((BigInt(d) - UNIX_EPOCH_TICKS) / TICKS_PER_MS));
  return null;
}

/**
 * The orders in which the platform may have joined the values. Nexudus sorts by VALUE with a culture-aware
 * comparison; for digits and lower-case hex that is the ordinal order. Upper case and hyphens are where the
 * two part, so the other orders are tried only then.
 */
function orderings(values: readonly string[]): string[] {
  const by = (key: (value: string) => string) =>
    [...values].sort((x, y) => (key(x) < key(y) ? -1 : key(x) > key(y) ? 1 : 0)).join("|");
  const candidates = [by((v) => v)];
  if (values.some((v) => /[A-Z-]/.test(v))) {
    candidates.push(
      by((v) => v.toLowerCase()),
      by((v) => v.toLowerCase().replaceAll("-", "")),
    );
  }
  return [...new Set(candidates)];
}

function isGenuine(values: readonly string[], secretKey: string, received: string): boolean {
  if (!/^[0-9a-fA-F]{32}$/.test(received)) return false;
  const given = received.toLowerCase();
  // Every candidate is computed and compared, whichever matches.
  return orderings(values)
    .map((joined) => createHash("md5").update(`${joined}${secretKey}`, "utf8").digest("hex"))
    .map((expected) => equalInConstantTime(expected, given))
    .some((equal) => equal);
}

const hint = (query: URLSearchParams, name: string): string | null => {
  const [value, ...more] = query.getAll(name);
  return value && more.length === 0 && value.length <= VALUE_CHARS_MAX ? value : null;
};

/**
 * Verifies the query of an install or launch link. Pure: it neither remembers links nor calls out; replay is
 * for the caller to judge by `linkDigest`. Unknown parameters are ignored. The path is a matter of routing:
 * a trailing slash in the registered URL may arrive doubled (`//install`).
 *
 * `now` must be REAL time, also in simulator mode. Tolerance holds both ways.
 * Source: Nexudus "Authentication: published apps". UNVERIFIED: `d` being UTC ticks; the default tolerance
 * covers British summer time.
 */
export function verifyInstall(
  query: URLSearchParams,
  options: {
    readonly applicationKey: string;
    readonly secretKey: string;
    readonly now: Date;
    readonly toleranceMinutes?: number;
  },
): InstallVerdict {
  const { applicationKey, secretKey } = options;
  if (!applicationKey || !secretKey) return { ok: false, reason: "not-configured" };

  const given: Record<Field, string> = { a: "", t: "", d: "", h: "" };
  for (const field of FIELDS) {
    const [value, ...more] = query.getAll(field);
    if (more.length > 0) return { ok: false, reason: `doubled-${field}`, field };
    if (!value) return { ok: false, reason: `missing-${field}`, field };
    if (value.length > VALUE_CHARS_MAX) return { ok: false, reason: "too-long", field };
    given[field] = value;
  }
  const { a, t, d, h } = given;

  if (!equalInConstantTime(a, applicationKey))
    return { ok: false, reason: "unknown-application", field: "a" };
  // The values are joined by "|" without escaping: a token that holds one could stand for other values.
  if (!/^[!-{}~]+$/.test(t)) return { ok: false, reason: "bad-token", field: "t" };
  if (!/^[0-9]+$/.test(d)) return { ok: false, reason: "time-not-a-number", field: "d" };
  const issuedAt = timeOf(d);
  if (issuedAt === null) return { ok: false, reason: "bad-time", field: "d" };

  const genuine = isGenuine([t, a, d], secretKey, h);
  const link: SignedLink = {
    token: t,
    ticks: d,
    issuedAt,
    hints: { subdomain: hint(query, "b"), email: hint(query, "e") },
    // Lower case: the same signature in capitals is the same link.
    linkDigest: createHash("sha256").update([a, t, d, h.toLowerCase()].join("|"), "utf8").digest("hex"),
  };

  const ageMs = options.now.getTime() - issuedAt.getTime();
  const toleranceMs = (options.toleranceMinutes ?? DEFAULT_TOLERANCE_MINUTES) * 60_000;
  if (Math.abs(ageMs) > toleranceMs) {
    const reason = ageMs > 0 ? "stale" : "future";
    return { ok: false, reason, field: "d", ...(genuine ? { signed: link } : {}) };
  }
  if (!genuine) return { ok: false, reason: "bad-signature", field: "h" };
  return { ok: true, ...link };
}
