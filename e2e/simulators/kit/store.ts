import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * A simulator's whole state as one JSON value, so that a second start finds what the first one left.
 * Written at once and atomically on every `save()`: a kill -9 loses nothing that was answered.
 */
export class Store<T extends object> {
  state: T;

  /** `file: null` keeps the state in memory only (tests). */
  constructor(
    private readonly file: string | null,
    initial: () => T,
  ) {
    this.state = { ...initial(), ...this.read() };
  }

  private read(): Partial<T> {
    if (this.file === null) return {};
    try {
      return JSON.parse(readFileSync(this.file, "utf8")) as Partial<T>;
    } catch {
      return {};
    }
  }

  save(): void {
    if (this.file === null) return;
    mkdirSync(dirname(this.file), { recursive: true });
    const next = `${this.file}.next`;
    writeFileSync(next, JSON.stringify(this.state));
    renameSync(next, this.file);
  }
}
