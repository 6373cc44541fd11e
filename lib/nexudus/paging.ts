import { z } from "zod";
import type { Clock } from "@/lib/clock";
import { NexudusError } from "./errors";
import type { Filter, Row } from "./filters";
import { idText } from "./scalars";

/** Why a read did not see everything. */
export type IncompleteReason =
  | "failed"
  | "filter_ignored"
  | "unparsable_row"
  | "page_size_changed"
  | "paging_ignored"
  | "rows_missing"
  | "too_many_rows";

/** A row that was there but could not be understood. */
export interface SkippedRow {
  readonly id: string | null;
  /** The member it belongs to. When known, only that member's facts are incomplete. */
  readonly memberId: string | null;
}

/**
 * A read that knows whether it saw everything. `complete: false` keeps what it did see. Also a complete read
 * proves no absence: a row deleted between two pages can hide a live one, and skipped rows of known members
 * are in `skipped` alone.
 */
export type ListRead<T> = {
  readonly items: readonly T[];
  readonly skipped: readonly SkippedRow[];
  /** How many calls it took. */
  readonly calls: number;
  /** When the first page was asked for: what changed later may be missing. */
  readonly takenAt: Date;
} & (
  | { readonly complete: true }
  | {
      readonly complete: false;
      readonly reason: IncompleteReason;
      /** The failed call, or `filter_ignored`. */
      readonly error: NexudusError | null;
    }
);

export interface ListRequest<T> {
  readonly entity: string;
  readonly filters: readonly Filter[];
  readonly parse: z.ZodType<T>;
  /** The field that holds the row's member; null when rows belong to nobody. */
  readonly memberField: string | null;
  /** Fetches one page; throws `NexudusError`. */
  readonly fetchPage: (page: number, size: number) => Promise<unknown>;
  readonly clock: Clock;
  readonly size?: number;
  readonly rowsMax?: number;
}

const SIZE = 200;
const ROWS_MAX = 200_000;
/** A short "wait" in the middle of a list is waited for, so that twenty pages are not thrown away. */
const THROTTLE_WAITS_MAX = 3;
export const THROTTLE_WAIT_MS_MAX = 20_000;
const STEP_BACKS_MAX = 5;

const count = z.number().int().nonnegative().nullish().catch(null);
const envelope = z.object({
  Records: z.array(z.unknown()),
  HasNextPage: z.boolean().nullish(),
  PageSize: count,
  CurrentPageSize: count,
  TotalItems: count,
  TotalPages: count,
});

class Stop {
  constructor(
    readonly reason: IncompleteReason,
    readonly error: NexudusError | null = null,
  ) {}
}

/** Keeps rows by id, in the order first seen; a later copy of a row replaces the earlier one. */
class Collected<T> {
  readonly items = new Map<string, T>();
  readonly skipped = new Map<string, SkippedRow>();

  constructor(private readonly request: ListRequest<T>) {}

  get count(): number {
    return this.items.size + this.skipped.size;
  }

  /** Returns whether the row's id had not been seen before. */
  add(raw: unknown): boolean {
    const { request } = this;
    const row = (typeof raw === "object" && raw !== null ? raw : {}) as Row;
    if (request.filters.some((filter) => filter.holds(row) === "no")) {
      throw new Stop("filter_ignored", new NexudusError("filter_ignored", { entity: request.entity }));
    }
    const id = idText.safeParse(row.Id).data ?? null;
    const key = id ?? `?${this.skipped.size}`;
    const isNew = id !== null && !this.items.has(id) && !this.skipped.has(id);
    const parsed = request.parse.safeParse(raw);
    if (parsed.success && id !== null) {
      this.skipped.delete(key);
      this.items.set(id, parsed.data);
    } else {
      this.items.delete(key);
      const member = request.memberField === null ? null : idText.safeParse(row[request.memberField]).data;
      this.skipped.set(key, { id, memberId: member ?? null });
    }
    return isNew;
  }
}

/**
 * Reads a whole list page by page, ordered by id, and says whether it saw everything. Never throws for what
 * Nexudus does: a failure ends the read as incomplete, with what was read so far.
 *
 * Repeat: reads anew; nothing is remembered.
 */
export async function listAll<T>(request: ListRequest<T>): Promise<ListRead<T>> {
  const takenAt = request.clock.now();
  let collected = new Collected(request);
  let calls = 0;
  let throttleWaits = 0;

  async function fetchPage(page: number, size: number): Promise<z.infer<typeof envelope>> {
    for (;;) {
      try {
        calls += 1;
        const parsed = envelope.safeParse(await request.fetchPage(page, size));
        if (parsed.success) return parsed.data;
        throw new NexudusError("bad_response", { entity: request.entity });
      } catch (error) {
        if (!(error instanceof NexudusError)) throw error;
        const waitMs = error.details.retryAfterMs;
        const waits =
          waitMs !== undefined && waitMs <= THROTTLE_WAIT_MS_MAX && throttleWaits < THROTTLE_WAITS_MAX;
        if (!waits) throw new Stop("failed", error);
        throttleWaits += 1;
        await request.clock.sleep(waitMs);
      }
    }
  }

  let furthest = 0;

  async function readPages(asked: number, mayRestart: boolean): Promise<void> {
    let size = asked;
    let page = 1;
    let total: number | null = null;
    let stepBacks = 0;
    for (;;) {
      const answer = await fetchPage(page, size);
      const fresh = answer.Records.map((row) => collected.add(row)).filter(Boolean).length;
      if (collected.count > (request.rowsMax ?? ROWS_MAX)) {
        throw new Stop("too_many_rows");
      }
      // Fewer rows in all than a page ago: rows were deleted, and as many moved up, onto pages already read.
      const gone = total !== null && answer.TotalItems != null ? total - answer.TotalItems : 0;
      total = answer.TotalItems ?? total;
      if (gone > 0 && page > 1 && stepBacks < STEP_BACKS_MAX) {
        stepBacks += 1;
        furthest = Math.max(furthest, page);
        page = Math.max(1, page - Math.ceil(gone / size));
        continue;
      }
      const hasNext = answer.HasNextPage ?? page < (answer.TotalPages ?? 0);
      // The size that page numbers are counted in is the platform's, whatever was asked for. When it changes
      // on the way, page numbers mean other rows than before. (A smaller one on the last page is its length.)
      const stated = answer.PageSize || null;
      if (page === 1) size = stated ?? (answer.CurrentPageSize || size);
      else if (stated !== null && stated !== size && (hasNext || stated > size)) {
        if (!mayRestart) throw new Stop("page_size_changed");
        collected = new Collected(request);
        furthest = 0;
        return readPages(stated, false);
      }
      if (answer.Records.length === 0 || !hasNext) {
        // An equal count would prove nothing, but a higher one says that rows were kept from us.
        if (collected.count >= (answer.TotalItems ?? 0)) return;
        if (!mayRestart) throw new Stop("rows_missing");
        return readPages(size, false);
      }
      if (fresh === 0 && page > furthest) throw new Stop("paging_ignored");

      furthest = Math.max(furthest, page);
      page += 1;
    }
  }

  let stop: Stop | null = null;
  try {
    await readPages(request.size ?? SIZE, true);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    stop = error;
  }
  const skipped = [...collected.skipped.values()];
  if (stop === null && skipped.some((row) => row.memberId === null)) stop = new Stop("unparsable_row");
  const read = { items: [...collected.items.values()], skipped, calls, takenAt };
  return stop === null
    ? { ...read, complete: true }
    : { ...read, complete: false, reason: stop.reason, error: stop.error };
}
