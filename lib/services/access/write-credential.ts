import { type CredentialProblemRow, replaceProblems } from "@/db/queries/credential-problems";
import { updatePerson } from "@/db/queries/persons";
import type { CardProblem, OperationOutcome, VendorOperation } from "@/lib/connectors/contract";
import { dispositionOf, VendorError } from "@/lib/connectors/errors";
import type { CredentialKind, CredentialReason } from "../credentials/reasons";
import { call } from "./perform";
import type { PersonRun } from "./person-run";
import { record } from "./record";

/** In the place of a hash while nobody knows what is at the vendor: equals none, so it is written again. */
export const IN_DOUBT = "in doubt";
/** Before the hash of a value that the vendor has refused, or taken in part: it is not offered again by itself. */
const REFUSED = "refused:";

/** What the books say of a person whom the vendor no longer has, or whose credentials were all taken back. */
export const NO_CREDENTIALS = { emailHash: null, pinHash: null, cardsHash: null } as const;
/** The same while the vendor may, or may not, have kept them. */
export const CREDENTIALS_IN_DOUBT = { emailHash: IN_DOUBT, pinHash: IN_DOUBT, cardsHash: IN_DOUBT } as const;

const COLUMN = { email: "emailHash", pin: "pinHash", card: "cardsHash" } as const satisfies Record<
  CredentialKind,
  string
>;

/** One kind of a person's credentials, as it should be at the vendor. */
export interface CredentialWrite {
  readonly kind: CredentialKind;
  /** Of the value under every key of the ring, today's first; empty = there should be none. */
  readonly hashes: readonly string[];
  /** Why the vendor's own rule refuses the value: it is not asked then, and keeps what it has. */
  readonly fault: CredentialReason | null;
  /** What a refusal of the value means. */
  readonly refusal: CredentialReason;
  /** A hash of an older key is marked anew at the vendor too. */
  readonly marksAnew: boolean;
  readonly operation: () => VendorOperation;
}

/** `refused` = not now, nor by itself; it is noted and shown. `kept` = as it was known to be. */
export type CredentialOutcome = "kept" | "written" | "refused";

/**
 * Makes one kind as it should be, compared by keyed hash: writes only on a difference. A value that the vendor has
 * refused is offered again only when it, or the person, is another one, or when somebody asked for it.
 * Refusals are noted as problems of the person and hold up nothing else (design P4); one that is over goes.
 * Errors: those that are not about this value.
 */
export async function writeCredential(
  run: PersonRun,
  write: CredentialWrite,
  known: readonly CredentialProblemRow[],
): Promise<CredentialOutcome> {
  const { services, connection, person } = run;
  const column = COLUMN[write.kind];
  const current = person[column];
  const [hash = null] = write.hashes;
  const key = { installationId: connection.installationId, personId: person.id };
  const scope = { ...key, connectionId: connection.id, kind: write.kind };
  const problems = known.filter((problem) => problem.kind === write.kind);

  if (write.fault !== null) {
    await note(run, scope, problems, [{ position: 0, reason: write.fault }]);
    return "refused";
  }
  // A hash under an older key of the ring is the same value: replacing a key writes nothing at the vendor.
  const isSame = hash === null ? current === null : current !== null && write.hashes.includes(current);
  if (isSame && (current === hash || !write.marksAnew)) {
    await note(run, scope, problems, []);
    return "kept";
  }
  const isRefused =
    current?.startsWith(REFUSED) === true && write.hashes.includes(current.slice(REFUSED.length));
  if (isRefused && run.cause !== "asked") return "refused";

  const change = (value: string | null, at: Date) => ({ [column]: value, updatedAt: at });
  let refused: readonly CardProblem[] = [];
  try {
    await record(run, {
      row: { verb: write.operation().verb },
      intend: (tx, now) => updatePerson(tx, key, change(IN_DOUBT, now)),
      call: async () => {
        const outcome: OperationOutcome & { readonly cardProblems?: readonly CardProblem[] } = await call(
          run,
          write.operation(),
        );
        refused = outcome.cardProblems ?? [];
      },
      async settle(tx, _, at) {
        await updatePerson(tx, key, change(refused.length === 0 ? hash : `${REFUSED}${hash}`, at));
        await replaceProblems(
          tx,
          { ...scope, now: at },
          refused.map(({ index, reason }) => ({ position: index, reason })),
        );
      },
      // Whoever took over may have written before us: the last value at the vendor may be ours, and old.
      lost: (now) => updatePerson(services.db, key, change(IN_DOUBT, now)),
    });
  } catch (error) {
    if (!(error instanceof VendorError) || dispositionOf(error).do !== "record") throw error;
    const now = services.clock.now();
    // Any other answer than a plain refusal may be the vendor's trouble: it stays in doubt, and is tried again.
    const isPlain = error.kind === "invalid_request" && hash !== null;
    await services.db.transaction(async (tx) => {
      if (isPlain) await updatePerson(tx, key, change(`${REFUSED}${hash}`, now));
      await replaceProblems(tx, { ...scope, now }, [
        { position: 0, reason: isPlain ? write.refusal : "refused" },
      ]);
    });
    return "refused";
  }
  return refused.length === 0 ? "written" : "refused";
}

async function note(
  run: PersonRun,
  scope: Omit<Parameters<typeof replaceProblems>[1], "now">,
  known: readonly CredentialProblemRow[],
  wanted: readonly { readonly position: number; readonly reason: string }[],
): Promise<void> {
  const isSame =
    known.length === wanted.length &&
    wanted.every(({ position, reason }) =>
      known.some((row) => row.position === position && row.reason === reason),
    );
  if (isSame) return;
  const { services } = run;
  await services.db.transaction((tx) => replaceProblems(tx, { ...scope, now: services.clock.now() }, wanted));
}
