import { moveCursors, recordReads } from "@/db/queries/facts";
import type { InstallationId } from "@/lib/access/types";
import type { ListRead } from "@/lib/nexudus/paging";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";

/**
 * What the lists of one read cost and whether they saw everything, and how far each entity has been read. Written
 * together: two statements instead of two for each list.
 */
export class ReadNotes {
  private reads: Parameters<typeof recordReads>[1][number][] = [];
  private cursors: { readonly entity: string; readonly to: Date }[] = [];

  constructor(
    private readonly services: Services,
    private readonly of: {
      readonly installationId: InstallationId;
      readonly kind: "full" | "changes" | "member";
    },
  ) {}

  /** Notes a list. */
  add(entity: string, read: ListRead<unknown>, id: string = randomId()): void {
    this.reads.push({
      id,
      ...this.of,
      entity,
      startedAt: read.takenAt,
      finishedAt: this.services.clock.now(),
      complete: read.complete,
      reason: read.complete ? null : read.reason,
      rows: read.items.length,
      calls: read.calls,
    });
  }

  /** What the list held is stored, and whoever it touched is noted: the next read goes on from there. */
  moveTo(entity: string, to: Date): void {
    this.cursors.push({ entity, to });
  }

  /** Writes what was noted. Repeat: writes what came since. */
  async keep(): Promise<void> {
    const { db } = this.services;
    const { installationId } = this.of;
    const [reads, cursors] = [this.reads, this.cursors];
    this.reads = [];
    this.cursors = [];
    await recordReads(db, reads);
    await moveCursors(db, { installationId, cursors });
  }
}

/** Does `work`, and keeps what it noted, also when it ends with an error: what is stored by then need not be read again. */
export async function withNotes<T>(notes: ReadNotes, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await notes.keep();
  }
}
