import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FaultRule } from "../kit/faults";
import { GROUP, type Harness, HOUR, startForTest } from "./testing";

let h: Harness;
beforeEach(async () => {
  h = await startForTest();
});
afterEach(() => h.sim.close());

const fault = (rule: Partial<FaultRule>) =>
  h.api.setFaults([{ id: "f", method: "*", path: "/api/3/", times: 1, kind: "answer", ...rule }]);
const write = (id: string) => h.put(`/people/${id}`, { notes: "x" });

describe("faults", () => {
  it("throttles in bursts, fails with 5xx, and answers a page instead of JSON", async () => {
    fault({ status: 429, times: 2, headers: { "retry-after": "3" } });
    expect([(await h.get("/groups")).status, (await h.get("/groups")).status]).toEqual([429, 429]);
    expect((await h.get("/groups")).status).toBe(200);
    fault({ status: 503, body: "<html>down</html>", headers: { "content-type": "text/html" } });
    expect(await h.get("/groups")).toMatchObject({ status: 503, text: "<html>down</html>" });
  });

  it("loses an answer after the write was made", async () => {
    fault({ kind: "drop_after_commit", method: "POST" });
    await expect(h.post("/people", { first_name: "A", last_name: "B", system_id: "NX1" })).rejects.toThrow();
    expect((await h.get("/people?system_id=NX1")).rows).toHaveLength(1);
  });

  it("answers a write with 200, 201 or nothing, as the switch says", async () => {
    const ana = await h.person();
    for (const updateStatus of [200, 201, 204] as const) {
      h.api.setSwitches({ updateStatus });
      const answer = await write(ana);
      expect([answer.status, answer.text === ""]).toEqual([updateStatus, updateStatus === 204]);
    }
    const forms = [
      { deleteStatus: 200, deleteBody: "json" },
      { deleteStatus: 200, deleteBody: "text" },
      { deleteStatus: 200, deleteBody: "empty" },
      { deleteStatus: 204, deleteBody: "empty" },
    ] as const;
    for (const form of forms) {
      h.api.setSwitches(form);
      const id = await h.person();
      const answer = await h.del(`/people/${id}`);
      expect(answer.status).toBe(form.deleteStatus);
      expect(answer.text).toBe({ json: '{"result":"ok"}', text: "OK", empty: "" }[form.deleteBody]);
    }
  });

  it("wraps single objects in an array, and writes times with the account's offset, where switches say so", async () => {
    h.api.setSwitches({ arrayWrapped: true, offsetTimes: true });
    const ana = await h.post("/people", { first_name: "A", last_name: "B" });
    expect(ana.rows).toHaveLength(1);
    const made = await h.reserve(String(ana.rows[0]?.id), GROUP.board, HOUR, 2 * HOUR);
    expect(made.rows[0]?.start_time).toBe("2026-05-01T10:00:00.000+01:00");
    expect((await h.get("/account")).rows).toHaveLength(1);
  });

  it("answers an address it does not have in its own shape", async () => {
    expect((await h.get("/unheard-of")).json.error).toBe("not_found");
    expect((await h.post("/people", "{nonsense")).status).toBe(400);
  });

  it("counts what was asked by route", async () => {
    const ana = await h.person();
    h.api.requests.reset();
    await write(ana);
    await h.post("/sync");
    await h.get(`/people/${ana}/credentials`);
    expect(h.api.requests.read()).toMatchObject({
      reads: 1,
      writes: 1,
      syncs: 1,
      byRoute: { "PUT /api/3/people/:id": 1, "GET /api/3/people/:id/credentials": 1 },
    });
  });
});
