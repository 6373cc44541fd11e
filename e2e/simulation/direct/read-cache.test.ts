import { describe, expect, it } from "vitest";
import { ReadCache } from "./read-cache";

const READ = 'select "id" from "persons" where "id" = $1';
const WRITE = 'update "persons" set "a" = $1';

/** Two processes at one database that holds a number; what they wrote is theirs until they say so. */
function stage() {
  const cache = new ReadCache();
  cache.wrote(["persons"]);
  const asked: string[] = [];
  const process = (name: string) => {
    const session = cache.session();
    const send = (text: string, isInTransaction = false, values: unknown = [1]) =>
      session.answer({ text, values, isInTransaction }, async () => {
        asked.push(`${name} ${text.split(" ")[0]}`);
        return asked.length;
      });
    return { send, session, settle: () => session.settle() };
  };
  return { cache, asked, a: process("a"), b: process("b") };
}

describe("answers that are kept", () => {
  it("serve every process until somebody writes a table they came from", async () => {
    const { asked, a, b } = stage();
    const first = await a.send(READ);
    expect(await b.send(READ)).toBe(first);
    await b.send('insert into "teams" ("a") values ($1)');
    expect(await a.send(READ)).toBe(first);
    await b.send(WRITE);
    expect(await a.send(READ)).not.toBe(first);
    expect(asked).toEqual(["a select", "b insert", "b update", "a select"]);
  });

  it("are told apart by what was asked for", async () => {
    const { asked, a } = stage();
    await a.send(READ, false, [1]);
    await a.send(READ, false, [2]);
    expect(asked).toHaveLength(2);
  });

  it("are neither used nor made while a transaction that wrote the table is open", async () => {
    const { asked, a, b } = stage();
    await a.send(READ);
    await b.send(WRITE, true);
    await a.send(READ);
    await a.send(READ);
    expect(asked).toEqual(["a select", "b update", "a select", "a select"]);
    await b.send("commit", true);
    await a.send(READ);
    await a.send(READ);
    expect(asked).toEqual(["a select", "b update", "a select", "a select", "b commit", "a select"]);
  });

  it("are given up when the process that held a transaction is no more", async () => {
    const { asked, a, b } = stage();
    await b.send(WRITE, true);
    b.settle();
    await a.send(READ);
    await a.send(READ);
    expect(asked).toEqual(["b update", "a select"]);
  });

  it("are not made from an answer that was under way when somebody wrote", async () => {
    const { cache } = stage();
    const session = cache.session();
    let answer = (_: number) => {};
    const slow = new Promise<number>((resolve) => {
      answer = resolve;
    });
    const reading = session.answer({ text: READ, values: [], isInTransaction: false }, () => slow);
    await cache.session().answer({ text: WRITE, values: [], isInTransaction: false }, async () => 0);
    answer(1);
    expect(await reading).toBe(1);
    expect(await session.answer({ text: READ, values: [], isInTransaction: false }, async () => 2)).toBe(2);
  });

  it("outlive a write that met no row, but not one that failed or that has others inside", async () => {
    const { asked, a, b } = stage();
    const write = (text: string, ask: () => Promise<unknown>) =>
      b.session.answer({ text, values: [], isInTransaction: false }, ask);
    await a.send(READ);
    await write(WRITE, async () => ({ rows: [], rowCount: 0 }));
    await a.send(READ);
    expect(asked).toHaveLength(1);
    expect(b.session.changes).toBe(0);
    await write(`with a as (${WRITE}) ${WRITE}`, async () => ({ rows: [], rowCount: 0 }));
    await a.send(READ);
    expect(asked).toHaveLength(2);
    await write(WRITE, () => Promise.reject(new Error("cut"))).catch(() => undefined);
    await a.send(READ);
    expect(asked).toHaveLength(3);
    expect(b.session.changes).toBe(2);
  });

  it("are not needed of a table that nobody has written yet", async () => {
    const { asked, a, b } = stage();
    expect(await a.send('select "id" from "teams"')).toEqual({ rows: [], rowCount: 0 });
    expect(await a.send('delete from "teams"')).toEqual({ rows: [], rowCount: 0 });
    await a.send('select count(*) from "teams"');
    expect(asked).toEqual(["a select"]);
    await b.send('insert into "teams" ("id") values ($1)');
    await a.send('select "id" from "teams"');
    await a.send('delete from "teams"');
    expect(asked).toEqual(["a select", "b insert", "a select", "a delete"]);
  });
});

describe("changes through a process", () => {
  it("are what it wrote, and once more when its transaction ends", async () => {
    const { a } = stage();
    await a.send(READ);
    expect(a.session.changes).toBe(0);
    await a.send(WRITE, true);
    await a.send("commit", true);
    expect(a.session.changes).toBe(2);
    await a.send("commit", true);
    expect(a.session.changes).toBe(2);
  });
});
