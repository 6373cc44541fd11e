import type { Db } from "./client";

/**
 * A statement whose text is made once a database rather than once a call, for those that nearly every run asks:
 * making it takes longer than much of what is done with its answer. Values come with the call, in the place of
 * `sql.placeholder`s; one that is no text needs a `Param` of its column around it. A transaction makes its own.
 *
 * Prepare it without a name: a named one would stay with one of the server's sessions, and poolers in front of a
 * database hand those around.
 */
export function prepared<Statement>(build: (db: Db) => Statement): (db: Db) => Statement {
  const made = new WeakMap<Db, Statement>();
  return (db) => {
    const found = made.get(db) ?? build(db);
    made.set(db, found);
    return found;
  };
}

export const UNNAMED = "";
