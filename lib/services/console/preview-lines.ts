import { z } from "zod";

/**
 * Reads the canonical lines a preview is stored as: a sign (`+` caused, `-` prevented by the change) and one
 * operation as a JSON list, whose order `lib/access/change` fixes.
 */
const head = [z.string(), z.string(), z.string()] as const;
const operation = z.union([
  z.tuple([z.literal("ensurePerson"), z.string(), z.string()]),
  z.tuple([
    z.literal("grant"),
    ...head,
    z.string(),
    z.string().nullable(),
    z.array(z.string()),
    z.boolean(),
    z.string().nullable(),
  ]),
  z.tuple([
    z.literal("retime"),
    ...head,
    z.string(),
    z.string().nullable(),
    z.array(z.string()),
    z.string(),
    z.string(),
  ]),
  z.tuple([z.literal("revoke"), ...head, z.string().nullable(), z.string(), z.string()]),
]);

export interface PreviewLine {
  readonly text: string;
  readonly isPrevented: boolean;
  readonly verb: "ensurePerson" | "grant" | "retime" | "revoke";
  readonly personId: string;
  /** Null for `ensurePerson`. */
  readonly groupId: string | null;
  /** Of grants and re-times; a revoke has none of its own. */
  readonly window: { readonly from: Date; readonly until: Date | null } | null;
  /** The ledger row that a re-time or revoke is about. */
  readonly ledgerId: string | null;
}

/** Errors: a `ZodError` for text that this release did not write. */
export function readLine(text: string): PreviewLine {
  const parsed = operation.parse(JSON.parse(text.slice(1)));
  const isPrevented = text.startsWith("-");
  if (parsed[0] === "ensurePerson")
    return {
      text,
      isPrevented,
      verb: parsed[0],
      personId: parsed[2],
      groupId: null,
      window: null,
      ledgerId: null,
    };
  const common = { text, isPrevented, verb: parsed[0], personId: parsed[2], groupId: parsed[3] };
  if (parsed[0] === "revoke") return { ...common, window: null, ledgerId: parsed[4] };
  const window = { from: new Date(parsed[4]), until: parsed[5] === null ? null : new Date(parsed[5]) };
  return { ...common, window, ledgerId: parsed[0] === "retime" ? parsed[7] : parsed[8] };
}
