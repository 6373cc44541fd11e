import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Clock } from "@/lib/clock";

/**
 * The one writer of the clock offset that the app and the simulators follow. The offset only grows and
 * outlives a restart; `clock` must be `followedClock(file)`.
 */
export class ClockOwner {
  constructor(
    private readonly file: string,
    private readonly clock: Clock,
  ) {
    if (this.read() === null) this.write(0);
  }

  get offsetMs(): number {
    return this.read() ?? 0;
  }

  /** Moves the clock forward so that it shows `target`; an instant already passed changes nothing. */
  stepTo(target: Date): void {
    const aheadMs = target.getTime() - this.clock.now().getTime();
    if (aheadMs > 0) this.write(this.offsetMs + aheadMs);
  }

  private read(): number | null {
    try {
      const parsed: unknown = JSON.parse(readFileSync(this.file, "utf8"));
      const offset = (parsed as { offsetMs?: unknown } | null)?.offsetMs;
      return typeof offset === "number" && Number.isFinite(offset) ? offset : null;
    } catch {
      return null;
    }
  }

  /** Whole files only: a reader sees the old offset or the new one. */
  private write(offsetMs: number): void {
    mkdirSync(dirname(this.file), { recursive: true });
    const next = `${this.file}.next`;
    writeFileSync(next, JSON.stringify({ offsetMs }));
    renameSync(next, this.file);
  }
}
