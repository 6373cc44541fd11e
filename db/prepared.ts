import { sql } from "drizzle-orm";
import type { Db } from "./client";

/** Placeholders of what nearly every statement is about; their values come with the call, under these names. */
export const given = {
  installationId: sql.placeholder("installationId"),
  connectionId: sql.placeholder("connectionId"),
};

/** A named one would stay with one of the server's sessions, and poolers in front of a database hand those around. */
const UNNAMED = "";

/**
 * A statement whose text is made once a database rather than once a call, for those that nearly every run asks:
 * making it takes longer than much of what is done with its answer. Values come with the call, in the place of
 * placeholders; one that is no text needs a `Param` of its column around it. A transaction makes its own.
 */
export function prepared<Statement>(
  build: (db: Db) => { prepare(name: string): Statement },
): (db: Db) => Statement {
  const made = new WeakMap<Db, Statement>();
  return (db) => {
    const found = made.get(db);
    if (found !== undefined) return found;
    const statement = build(db).prepare(UNNAMED);
    made.set(db, statement);
    return statement;
  };
}
