import { afterEach, beforeEach, describe, expect, it, type TestContext } from "vitest";
import type { AccessGroupId, Window } from "@/lib/access/types";
import type { Capabilities, VendorGrant, VendorOperation, VendorPerson } from "../contract";
import { VendorError, type VendorErrorKind } from "../errors";
import { grantMarker, personMarker } from "../marker";
import { readAll } from "../read-all";
import type { CallFault, CallKind } from "./faulty-fetch";
import type { ConnectorHarness, MakeHarness } from "./harness";
import { planRounds } from "./plan-rounds";

const at = (text: string) => new Date(text);
const WINDOW: Window = { from: at("2026-03-10T08:45:00Z"), until: at("2026-03-10T10:10:00Z") };
const LATER: Window = { from: at("2026-03-11T08:45:00Z"), until: at("2026-03-11T18:00:00Z") };
/** Personal data that is given to the vendor and must come back in no error and no log line. */
const CANARY = { name: "Quentin Canary-Zulu", email: "quentin.canary@example.test" };
const HTML = "<!doctype html><html><body>Please wait</body></html>";
const HTML_TYPE = { "content-type": "text/html; charset=utf-8" };

interface FaultCase {
  readonly name: string;
  readonly fault: (h: ConnectorHarness) => CallFault;
  readonly kind: VendorErrorKind;
  readonly times?: number;
  readonly retryAfterMs?: number;
}
const answered =
  (status: number, headers: Record<string, string> = {}) =>
  (h: ConnectorHarness): CallFault => ({
    kind: "answer",
    status,
    headers,
    body: h.errorBody("refused"),
  });
const FAULTS: readonly FaultCase[] = [
  { name: "401, again after a renewal", fault: answered(401), kind: "credentials_invalid", times: 2 },
  { name: "403", fault: answered(403), kind: "permission_denied" },
  { name: "404", fault: answered(404), kind: "not_found" },
  { name: "409", fault: answered(409), kind: "conflict" },
  { name: "422", fault: answered(422), kind: "invalid_request" },
  {
    name: "429 with a hint",
    fault: answered(429, { "retry-after": "7" }),
    kind: "rate_limited",
    retryAfterMs: 7_000,
  },
  { name: "429 without one", fault: answered(429), kind: "rate_limited" },
  { name: "500", fault: answered(500), kind: "unavailable" },
  { name: "a time-out", fault: () => ({ kind: "timeout" }), kind: "unavailable" },
  {
    name: "HTML instead of JSON",
    fault: () => ({ kind: "answer", status: 200, headers: HTML_TYPE, body: HTML }),
    kind: "unexpected_response",
  },
  {
    name: "a firewall's page",
    fault: () => ({ kind: "answer", status: 403, headers: HTML_TYPE, body: HTML }),
    kind: "unavailable",
  },
  {
    name: "an empty body",
    fault: () => ({ kind: "answer", status: 200, body: "" }),
    kind: "unexpected_response",
  },
];

/**
 * What every connector must do, whatever the vendor. Cases that need a capability say so and are reported
 * as skipped with the reason. Every case gets a fresh vendor account from `makeHarness`.
 */
export function connectorBattery(name: string, makeHarness: MakeHarness): void {
  describe(`${name}: connector battery`, () => {
    let h: ConnectorHarness;
    let made = 0;
    beforeEach(async () => {
      h = await makeHarness();
      made = 0;
    });
    afterEach(async () => {
      const { unspent } = h.faults;
      await h.close();
      expect(unspent, "faults that no call met").toBe(0);
    });

    const needs = (context: TestContext, claim: keyof Capabilities, value: string) => {
      const { value: has, note } = h.definition.capabilities[claim] ?? { value: "no" };
      if (has === value) return;
      // Read by `npm run vendors`: a case may be left out only for something the vendor declares not to have.
      Object.assign(context.task.meta, { needs: { claim, value } });
      context.skip(`${claim} is ${has}${note ? `: ${note}` : ""}`);
    };
    const isTimed = () => h.definition.capabilities.timedGrants.value === "yes";
    /** The mark a grant shows: null where only people carry one. */
    const shownMark = (marker: string): string | null => {
      const { grantMarker, ownershipMarker } = h.definition.capabilities;
      return (grantMarker ?? ownershipMarker).value === "yes" ? marker : null;
    };
    const windowFor = (window: Window): Window | null => (isTimed() ? window : null);

    const createOp = (): Extract<VendorOperation, { verb: "createPerson" }> => {
      made += 1;
      const marker = personMarker({ installationId: "0199b1c2-0123456789ab", personId: `person-${made}` });
      return { verb: "createPerson", marker, name: CANARY.name, labels: { nx_coworker: String(made) } };
    };
    const createPerson = async (): Promise<string> => {
      const outcome = await h.connector.apply(createOp());
      if (outcome.status !== "applied" || !outcome.vendorId) throw new Error("no person was made");
      return outcome.vendorId;
    };
    const grantOp = (
      vendorPersonId: string,
      window: Window | null = windowFor(WINDOW),
      groupId: AccessGroupId = h.groupIds[0],
    ): Extract<VendorOperation, { verb: "grant" }> => {
      made += 1;
      const marker = grantMarker({ personId: "person-1", ledgerId: `ledger-${made}` });
      return { verb: "grant", vendorPersonId, groupId, window, marker };
    };
    const applied = async (op: VendorOperation): Promise<string> => {
      const outcome = await h.connector.apply(op);
      if (outcome.status !== "applied") throw new Error(`${op.verb}: ${outcome.status}`);
      return outcome.vendorId ?? "";
    };
    const everybody = async (): Promise<readonly VendorPerson[]> => {
      const { snapshot } = await readAll((cursor) => h.connector.observe(cursor), { clock: h.clock });
      if (!snapshot.complete) throw new Error(`incomplete: ${snapshot.reason}`);
      return snapshot.items;
    };
    const byId = (a: VendorGrant, b: VendorGrant) => (a.vendorGrantId < b.vendorGrantId ? -1 : 1);
    const sorted = (person: VendorPerson | null | undefined) =>
      person ? { ...person, grants: [...person.grants].sort(byId) } : null;
    /** Both ways of reading must agree, whatever the order. */
    const grantsOf = async (vendorPersonId: string): Promise<readonly VendorGrant[]> => {
      const inBulk = (await everybody()).find((p) => p.vendorPersonId === vendorPersonId);
      const alone = sorted(await h.connector.observePerson(vendorPersonId));
      expect(alone).toEqual(sorted(inBulk));
      return alone?.grants ?? [];
    };
    const failureOf = async (promise: Promise<unknown>): Promise<VendorError> => {
      const error = await promise.then(
        () => null,
        (e: unknown) => e,
      );
      if (error instanceof VendorError) return error;
      throw new Error("did not fail with a VendorError", { cause: error });
    };

    describe("reading", () => {
      it("names the account", async () => {
        const { accountId, accountLabel } = await h.connector.verify();
        expect(accountId).not.toBe("");
        expect(accountLabel).not.toBe("");
      });

      it("lists the groups, each once", async () => {
        const { snapshot } = await readAll((c) => h.connector.listAccessGroups(c), { clock: h.clock });
        expect(snapshot.complete).toBe(true);
        const ids = snapshot.items.map((group) => group.id);
        expect(ids).toEqual(expect.arrayContaining([...h.groupIds]));
        expect(new Set(ids).size).toBe(ids.length);
      });

      it("reads every page, everybody once", async () => {
        const before = (await everybody()).length;
        await h.makePeople(230);
        const ids = (await everybody()).map((p) => p.vendorPersonId);
        expect(ids).toHaveLength(before + 230);
        expect(new Set(ids).size).toBe(ids.length);
      });

      it("is incomplete when a later page fails", async (context) => {
        needs(context, "observe", "bulk");
        await h.makePeople(230);
        let pages = 0;
        const read = await readAll(
          (cursor) => {
            pages += 1;
            if (pages === 2) h.faults.breakNext(answered(500)(h), "read");
            return h.connector.observe(cursor);
          },
          { clock: h.clock },
        );
        expect(read.snapshot).toMatchObject({ complete: false, reason: "page_failed:unavailable" });
        expect(read.snapshot.items.length).toBeGreaterThan(0);
        expect(read.error?.kind).toBe("unavailable");
      });

      it("is incomplete when a row does not parse, and keeps the others", async () => {
        await h.makePeople(3);
        const whole = (await everybody()).length;
        h.faults.breakNext({ kind: "rewrite", body: (text) => h.malformRow(text) }, "read");
        const { snapshot } = await readAll((c) => h.connector.observe(c), { clock: h.clock });
        expect(snapshot.complete).toBe(false);
        expect(snapshot.items).toHaveLength(whole - 1);
      });

      it("says null of a person the vendor does not know", async () => {
        expect(await h.connector.observePerson("nobody-by-this-id")).toBeNull();
      });
    });

    describe("people", () => {
      it("makes a person once, finds it by its mark, and takes a repeat as satisfied", async () => {
        const op = createOp();
        const vendorPersonId = await applied(op);
        const found = await h.connector.findPeople({ marker: op.marker });
        expect(found).toMatchObject([
          { vendorPersonId, marker: op.marker, name: CANARY.name, state: "active", grants: [] },
        ]);
        expect(await h.connector.apply(op)).toEqual({
          status: "already_satisfied",
          vendorId: vendorPersonId,
        });
        expect(await h.connector.findPeople({ marker: op.marker })).toHaveLength(1);
        expect(await h.connector.findPeople({ marker: `${op.marker}0` })).toEqual([]);
      });

      // Without the look before, a lost answer leaves two people of whom one is never taken away again.
      it("makes no second person when the answer was lost", async () => {
        const op = createOp();
        h.faults.breakNext({ kind: "drop_after_commit" }, "write");
        expect((await failureOf(h.connector.apply(op))).kind).toBe("unavailable");
        expect(await h.connector.apply(op)).toMatchObject({
          status: "already_satisfied",
          vendorId: expect.any(String),
        });
        expect(await h.connector.findPeople({ marker: op.marker })).toHaveLength(1);
      });

      it("finds a foreign person by e-mail, whatever its case, and nobody by half of it", async () => {
        const foreign = await h.makeForeignGrant();
        const found = await h.connector.findPeople({ email: foreign.email.toUpperCase() });
        expect(found.map((p) => [p.vendorPersonId, p.marker])).toEqual([[foreign.vendorPersonId, null]]);
        expect(await h.connector.findPeople({ email: foreign.email.slice(2) })).toEqual([]);
      });
    });

    describe("grants", () => {
      it("grants, shows the grant with its mark, and takes a repeat as satisfied", async () => {
        const op = grantOp(await createPerson());
        const vendorGrantId = await applied(op);
        const shown = { vendorGrantId, groupId: op.groupId, window: op.window, marker: shownMark(op.marker) };
        expect(await grantsOf(op.vendorPersonId)).toEqual([shown]);
        expect(await h.connector.apply(op)).toEqual({ status: "already_satisfied", vendorId: vendorGrantId });
        expect(await grantsOf(op.vendorPersonId)).toEqual([shown]);
      });

      it("makes no second grant when the answer was lost, and claims the first", async () => {
        const op = grantOp(await createPerson());
        h.faults.breakNext({ kind: "drop_after_commit" }, "write");
        expect((await failureOf(h.connector.apply(op))).kind).toBe("unavailable");
        const [only, ...more] = await grantsOf(op.vendorPersonId);
        expect(more).toEqual([]);
        expect(await h.connector.apply(op)).toEqual({
          status: "already_satisfied",
          vendorId: only?.vendorGrantId,
        });
        expect(await grantsOf(op.vendorPersonId)).toHaveLength(1);
      });

      it("revokes, shows it gone, and takes a repeat as satisfied", async () => {
        const vendorPersonId = await createPerson();
        const kept = await applied(grantOp(vendorPersonId, windowFor(WINDOW), h.groupIds[1]));
        const vendorGrantId = await applied(grantOp(vendorPersonId));
        const revoke = { verb: "revoke", vendorPersonId, vendorGrantId } as const;
        expect(await h.connector.apply(revoke)).toMatchObject({ status: "applied" });
        expect((await grantsOf(vendorPersonId)).map((g) => g.vendorGrantId)).toEqual([kept]);
        expect(await h.connector.apply(revoke)).toMatchObject({ status: "already_satisfied" });
      });

      // A bare 404 from a wrong id is no proof that a door is closed.
      it("calls a wrong person id not found, in every verb", async () => {
        const vendorGrantId = await applied(grantOp(await createPerson()));
        const vendorPersonId = "nobody-by-this-id";
        const before = await h.dump();
        const ops: VendorOperation[] = [
          { verb: "revoke", vendorPersonId, vendorGrantId },
          grantOp(vendorPersonId),
        ];
        if (isTimed()) ops.push({ verb: "retime", vendorPersonId, vendorGrantId, window: LATER });
        for (const op of ops)
          expect((await failureOf(h.connector.apply(op))).kind, op.verb).toBe("not_found");
        expect(await h.dump()).toBe(before);
      });

      it("moves a window, and takes a repeat as satisfied without a write", async (context) => {
        needs(context, "timedGrants", "yes");
        const vendorPersonId = await createPerson();
        let vendorGrantId = await applied(grantOp(vendorPersonId));
        const openEnded: Window = { from: LATER.from, until: null };
        const isUntimed = h.definition.capabilities.openEnded?.value === "untimed";
        for (const window of [LATER, openEnded, WINDOW]) {
          const retime = { verb: "retime", vendorPersonId, vendorGrantId, window } as const;
          const outcome = await h.connector.apply(retime);
          expect(outcome).toMatchObject({ status: "applied" });
          const moved = ("vendorId" in outcome && outcome.vendorId) || vendorGrantId;
          const shown = isUntimed && window === openEnded ? null : window;
          expect(await grantsOf(vendorPersonId)).toMatchObject([{ vendorGrantId: moved, window: shown }]);
          const writes = () => h.faults.calls.filter((call) => call.method !== "GET").length;
          const before = writes();
          // With the old id, as after a lost answer, and with the new one.
          expect(await h.connector.apply(retime)).toMatchObject({ status: "already_satisfied" });
          const again = { ...retime, vendorGrantId: moved };
          expect(await h.connector.apply(again)).toMatchObject({ status: "already_satisfied" });
          expect(writes()).toBe(before);
          vendorGrantId = moved;
        }
      });

      it("keeps several windows in one group apart", async (context) => {
        needs(context, "grantsPerGroup", "many");
        needs(context, "timedGrants", "yes");
        const vendorPersonId = await createPerson();
        await applied(grantOp(vendorPersonId, WINDOW));
        const later = await applied(grantOp(vendorPersonId, LATER));
        expect((await grantsOf(vendorPersonId)).map((g) => g.window)).toEqual(
          expect.arrayContaining([WINDOW, LATER]),
        );
        await applied({ verb: "revoke", vendorPersonId, vendorGrantId: later });
        expect(await grantsOf(vendorPersonId)).toMatchObject([{ window: WINDOW }]);
      });

      it("brings times back unharmed, also over a change of the clocks", async (context) => {
        needs(context, "timedGrants", "yes");
        const step = h.precisionMs;
        const odd = Math.ceil(3_723_004 / step) * step;
        const windows: Window[] = [
          { from: at("2026-03-29T00:30:00Z"), until: at("2026-03-29T01:30:00Z") },
          { from: at("2026-10-25T00:30:00Z"), until: at("2026-10-25T02:00:00Z") },
          { from: new Date(at("2026-03-28T23:00:00Z").getTime() + odd), until: at("2026-11-01T00:00:00Z") },
        ];
        for (const window of windows) {
          const vendorPersonId = await createPerson();
          const op = grantOp(vendorPersonId, window);
          await applied(op);
          expect(await grantsOf(vendorPersonId)).toMatchObject([{ window }]);
          expect(await h.connector.apply(op)).toMatchObject({ status: "already_satisfied" });
        }
      });

      it("leaves a foreign grant alone through everything, also on a person it writes to", async () => {
        const foreign = await h.makeForeignGrant();
        const { vendorPersonId } = foreign;
        const untouched = async () =>
          (await grantsOf(vendorPersonId)).filter((g) => g.vendorGrantId === foreign.vendorGrantId);
        const before = await untouched();
        expect(before).toMatchObject([{ groupId: foreign.groupId, marker: null }]);
        const other = h.groupIds.find((id) => id !== foreign.groupId) ?? h.groupIds[1];
        let own = await applied(grantOp(vendorPersonId, windowFor(WINDOW), other));
        expect(await untouched()).toEqual(before);
        if (isTimed())
          own = await applied({ verb: "retime", vendorPersonId, vendorGrantId: own, window: LATER });
        await applied({ verb: "revoke", vendorPersonId, vendorGrantId: own });
        await h.connector.apply({ verb: "revoke", vendorPersonId, vendorGrantId: own });
        expect(await untouched()).toEqual(before);
        expect((await h.connector.observePerson(vendorPersonId))?.emails).toContain(foreign.email);
      });

      it("leaves nothing to do after a plan was applied, nor after all of it was taken back", async () => {
        await planRounds(h, await createPerson());
      });
    });

    describe("credentials", () => {
      it("keeps exactly one own address beside those of others", async (context) => {
        needs(context, "email", "yes");
        const { vendorPersonId, email: foreign } = await h.makeForeignGrant();
        const emails = async () =>
          [...((await h.connector.observePerson(vendorPersonId))?.emails ?? [])].sort();
        const set = (email: string | null) => h.connector.apply({ verb: "setEmail", vendorPersonId, email });
        expect(await set(CANARY.email.toUpperCase())).toMatchObject({ status: "applied" });
        expect(await emails()).toEqual([foreign, CANARY.email].sort());
        expect(await set(CANARY.email)).toMatchObject({ status: "already_satisfied" });
        expect(await set("another@example.test")).toMatchObject({ status: "applied" });
        expect(await emails()).toEqual([foreign, "another@example.test"].sort());
        expect(await set(null)).toMatchObject({ status: "applied" });
        expect(await set(null)).toMatchObject({ status: "already_satisfied" });
        expect(await emails()).toEqual([foreign]);
      });

      it("sets, changes and takes away one PIN, and names the field of a bad one", async (context) => {
        needs(context, "pin", "yes");
        const vendorPersonId = await createPerson();
        const { pin, otherPin } = h.samples;
        const set = (value: string | null) =>
          h.connector.apply({
            verb: "setPin",
            vendorPersonId,
            pin: value,
            pinHash: value && `hash-of-${value.length}-${value === pin}`,
          });
        expect(await set(pin)).toMatchObject({ status: "applied" });
        expect(await set(pin)).toMatchObject({ status: "already_satisfied" });
        expect(await set(otherPin)).toMatchObject({ status: "applied" });
        expect(await set(otherPin)).toMatchObject({ status: "already_satisfied" });
        expect(await failureOf(set("12ab"))).toMatchObject({
          kind: "invalid_request",
          details: { field: "pin" },
        });
        expect(await set(otherPin)).toMatchObject({ status: "already_satisfied" });
        expect(await set(null)).toMatchObject({ status: "applied" });
        expect(await set(null)).toMatchObject({ status: "already_satisfied" });
      });

      it("sets cards, and lets a bad one hold up no other", async (context) => {
        needs(context, "cards", "yes");
        const vendorPersonId = await createPerson();
        const [first, second] = h.samples.cards;
        const set = (...cards: string[]) => h.connector.apply({ verb: "setCards", vendorPersonId, cards });
        const mixed = await set(h.samples.badCard, first, second);
        expect(mixed.status).toBe("applied");
        expect(mixed.cardProblems).toMatchObject([{ index: 0 }]);
        const repeat = await set(first, second);
        expect(repeat.status).toBe("already_satisfied");
        expect(repeat.cardProblems ?? []).toEqual([]);
        expect(await set(second)).toMatchObject({ status: "applied" });
        expect(await set(second)).toMatchObject({ status: "already_satisfied" });
        expect(await set()).toMatchObject({ status: "applied" });
        expect(await set()).toMatchObject({ status: "already_satisfied" });
      });
    });

    describe("failures", () => {
      const breakWith = ({ fault, times = 1 }: FaultCase, on: CallKind) =>
        h.faults.breakNext(fault(h), on, times);

      it.each(FAULTS)("reading: $name is $kind, once and for the caller to decide", async (fault) => {
        breakWith(fault, "read");
        const calls = h.faults.calls.length;
        const error = await failureOf(h.connector.observe(null));
        expect(error.kind).toBe(fault.kind);
        expect(error.details.retryAfterMs).toBe(fault.retryAfterMs);
        expect(h.faults.calls.length - calls).toBe(fault.times ?? 1);
        expect(await everybody()).toBeDefined();
      });

      it.each(FAULTS)("writing: $name is $kind, and a repeat mends it", async (fault) => {
        const op = grantOp(await createPerson());
        breakWith(fault, "write");
        expect((await failureOf(h.connector.apply(op))).kind).toBe(fault.kind);
        expect(await h.connector.apply(op)).toMatchObject({ status: "applied" });
        expect(await grantsOf(op.vendorPersonId)).toHaveLength(1);
      });

      it("mends a single 401 with one renewal", async () => {
        const op = createOp();
        h.faults.breakNext(answered(401)(h), "write");
        expect(await h.connector.apply(op)).toMatchObject({ status: "applied" });
        expect(h.renewals()).toBe(1);
        expect(await h.connector.findPeople({ marker: op.marker })).toHaveLength(1);
      });

      it("puts nothing secret or personal into errors and logs", async () => {
        const { vendorPersonId, email } = await h.makeForeignGrant();
        const { pin, cards } = h.samples;
        const ops: VendorOperation[] = [
          createOp(),
          grantOp(vendorPersonId, windowFor(WINDOW), h.groupIds[1]),
          { verb: "setEmail", vendorPersonId, email: CANARY.email },
          { verb: "setPin", vendorPersonId, pin, pinHash: "canary-hash" },
          { verb: "setCards", vendorPersonId, cards: [...cards] },
        ];
        const canaries = [...h.secrets, ...Object.values(CANARY), "canary-hash", pin, ...cards, email];
        // The vendor repeats everything it was told, as text, as a code and as a page.
        const echoes = canaries.flatMap((text): CallFault[] => [
          { kind: "answer", status: 400, body: h.errorBody(text) },
          { kind: "answer", status: 500, headers: HTML_TYPE, body: `<html>${text}</html>` },
          { kind: "answer", status: 200, body: JSON.stringify({ [text]: { [text]: text }, data: text }) },
        ]);
        const seen: string[] = [];
        for (const op of ops) {
          for (const [echo, on] of echoes.flatMap(
            (e) =>
              [
                [e, "any"],
                [e, "write"],
              ] as const,
          )) {
            h.faults.breakNext(echo, on);
            const failed = await h.connector.apply(op).catch((error: unknown) => error);
            if (failed instanceof Error) seen.push(textOf(failed));
            // A vendor's documented way round may have met it and gone on.
            h.faults.clear();
          }
        }
        expect(seen.length).toBeGreaterThan(ops.length * canaries.length);
        const told = seen.join("\n") + JSON.stringify(h.logs);
        expect(canaries.filter((canary) => told.includes(canary))).toEqual([]);
      });

      it("writes one log line per call, with names and numbers only", async () => {
        const before = h.faults.calls.length;
        const lines = h.logs.length;
        await applied(grantOp(await createPerson()));
        expect(h.logs.length - lines).toBe(h.faults.calls.length - before);
        for (const line of h.logs) {
          expect(line.vendor).toBe(h.definition.id);
          expect(line.operation).toMatch(/^[a-z_]+$/);
        }
      });
    });
  });
}

/** Everything somebody could print of an error. */
function textOf(error: Error): string {
  const cause = error.cause instanceof Error ? textOf(error.cause) : JSON.stringify(error.cause ?? null);
  return [
    error.message,
    error.stack,
    JSON.stringify(error),
    JSON.stringify(Object.entries(error)),
    cause,
  ].join("\n");
}
