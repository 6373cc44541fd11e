import { describe, expect, it } from "vitest";
import { canonical } from "@/lib/access";
import type { AccessGroupId, ConnectionId, Operation, PersonId } from "@/lib/access/types";
import { previewBody } from "./preview-body";
import { readLine } from "./preview-lines";

const now = new Date("2026-03-10T09:31:00.000Z");
const at = (clock: string) => new Date(`2026-03-10T${clock}:00.000Z`);
const key = {
  connectionId: "c" as ConnectionId,
  personId: "new:7" as PersonId,
  groupId: "g1" as AccessGroupId,
};
const grant: Operation = {
  verb: "grant",
  key,
  window: { from: at("09:00"), until: at("11:00") },
  timed: true,
  sources: [{ kind: "booking", id: "1" }],
  ledgerId: null,
};
const revoke: Operation = { verb: "revoke", key, ledgerId: "l1", vendorGrantId: "v1", basis: "withdrawn" };
const ensure: Operation = { verb: "ensurePerson", connectionId: key.connectionId, personId: key.personId };
const retime: Operation = {
  verb: "retime",
  key,
  ledgerId: "l1",
  vendorGrantId: "v1",
  window: { from: at("14:00"), until: null },
  sources: [],
};
const lines = (sign: "+" | "-", ...operations: Operation[]) =>
  operations.map((operation) => readLine(`${sign}${canonical([operation])}`));
const wording = {
  now,
  group: () => "Meeting rooms",
  at: (instant: Date) => instant.toISOString().slice(11, 16),
  membersOf: (personId: string) => [personId.slice(4)],
  name: () => "Ana Ruiz",
  ledgerWindow: () => ({ from: at("09:00"), until: at("11:00") }),
};

describe("previewBody", () => {
  it("reads every operation that a preview is stored with", () => {
    const body = previewBody(lines("+", ensure, grant, retime, revoke), wording);
    expect(body.members[0]?.sentences.map((sentence) => sentence.text)).toEqual([
      "Adds this person to the door system",
      "Gives Meeting rooms from 09:00 until 11:00",
      "Changes Meeting rooms: now from 14:00 with no end",
      "Takes Meeting rooms from 09:00 until 11:00",
    ]);
    expect(body.totals).toEqual({
      peopleAdded: 1,
      accessGiven: 1,
      accessTaken: 1,
      retimed: 1,
      losingWhileInside: 1,
    });
  });

  // A change that stops a grant takes access just as a revoke does; the count must say so.
  it("counts what the change prevents with the sign turned round", () => {
    const body = previewBody(lines("-", grant, revoke, ensure), wording);
    expect(body.totals).toMatchObject({ peopleAdded: 0, accessGiven: 1, accessTaken: 1 });
    expect(body.members[0]?.sentences.map((s) => s.text)).toEqual([
      "No longer gives Meeting rooms from 09:00 until 11:00",
      "Keeps Meeting rooms from 09:00 until 11:00",
    ]);
  });

  it("warns of a loss only to those inside the window now", () => {
    const over = { ...wording, ledgerWindow: () => ({ from: at("07:00"), until: at("09:31") }) };
    expect(previewBody(lines("+", revoke), over).totals.losingWhileInside).toBe(0);
    expect(previewBody(lines("+", grant), wording).members[0]?.sentences[0]?.nowInside).toBe(false);
  });

  it("refuses a line that this release did not write", () => {
    expect(() => readLine('+["open everything"]')).toThrow();
  });
});
