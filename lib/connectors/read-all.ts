import type { Snapshot } from "@/lib/access/types";
import type { Clock } from "@/lib/clock";
import type { Page } from "./contract";
import { VendorError } from "./errors";

const PAGES_MAX = 1_000;

export interface FullRead<T> {
  readonly snapshot: Snapshot<T>;
  /** What stopped the read, for the caller's disposition (park, retry, ...). */
  readonly error: VendorError | null;
}

/**
 * Reads every page of a list. Incomplete when a page fails, a row did not parse, the vendor repeats a
 * cursor, or `pagesMax` is reached; what was read until then is kept. Errors other than `VendorError` pass.
 */
export async function readAll<T>(
  readPage: (cursor: string | null) => Promise<Page<T>>,
  { clock, pagesMax = PAGES_MAX }: { readonly clock: Clock; readonly pagesMax?: number },
): Promise<FullRead<T>> {
  const takenAt = clock.now();
  const items: T[] = [];
  const seen = new Set<string>();
  let skipped = 0;
  let cursor: string | null = null;
  const incomplete = (reason: string, error: VendorError | null = null): FullRead<T> => ({
    snapshot: { complete: false, reason, items },
    error,
  });
  for (let pages = 0; pages < pagesMax; pages += 1) {
    let page: Page<T>;
    try {
      page = await readPage(cursor);
    } catch (error) {
      if (error instanceof VendorError) return incomplete(`page_failed:${error.kind}`, error);
      throw error;
    }
    items.push(...page.items);
    skipped += page.skipped;
    if (page.next === null) {
      return skipped > 0
        ? incomplete(`rows_not_parsed:${skipped}`)
        : { snapshot: { complete: true, takenAt, items }, error: null };
    }
    if (seen.has(page.next)) return incomplete("cursor_repeated");
    seen.add(page.next);
    cursor = page.next;
  }
  return incomplete("too_many_pages");
}
