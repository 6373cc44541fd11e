/**
 * Of lists of groups that are written whole, what staff put in: a list says nothing of who wrote which line, so the
 * play remembers after which changes it was staff. A group stays theirs until it is out of the list.
 */
export class StaffGroups {
  private readonly changes = new Set<number>();

  /** The change of that number, of the history, was made by hand. */
  note(seq: number): void {
    this.changes.add(seq);
  }

  /** Gives each list in turn, oldest first, cut down to what staff had put in. */
  reader<T>(): (seq: number, groups: readonly T[]) => T[] {
    let before: readonly T[] = [];
    let theirs: readonly T[] = [];
    return (seq, groups) => {
      const added = this.changes.has(seq) ? groups.filter((group) => !before.includes(group)) : [];
      theirs = [...theirs.filter((group) => groups.includes(group)), ...added];
      before = groups;
      return [...theirs];
    };
  }

  get isEmpty(): boolean {
    return this.changes.size === 0;
  }
}
