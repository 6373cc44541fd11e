import { describe, expect, it } from "vitest";
import { formRefusal } from "./posted-form";

const ORIGIN = "https://doors.example.com";
const post = (headers: Record<string, string>, body?: BodyInit) =>
  formRefusal(new Request(`${ORIGIN}/x`, { method: "POST", headers, ...(body ? { body } : {}) }), ORIGIN);
const form = (fields: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return post({}, data);
};
const ID = "6".repeat(42);

describe("formRefusal", () => {
  it("refuses a form another site sent, whatever else it says", async () => {
    for (const from of ["https://evil.example", "http://doors.example.com", "garbage", "null"])
      expect(await post({ origin: from }), from).toBe(403);
    expect(await post({ "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await post({ origin: "null", "sec-fetch-site": "cross-site" })).toBe(403);
  });

  it("lets our own pages' forms pass, also those that send no referrer", async () => {
    expect(await post({ origin: ORIGIN })).toBeNull();
    expect(await post({ origin: "null", "sec-fetch-site": "same-origin" })).toBeNull();
    expect(await post({})).toBeNull();
    expect(await form({ name: "Ana" })).toBeNull();
  });

  it("refuses what is not the form it says it is", async () => {
    for (const type of [
      "multipart/form-data",
      "multipart/form-data; boundary=x",
      " Multipart/Form-Data;boundary=x",
    ])
      expect(await post({ "content-type": type }, "--x\r\nbroken"), type).toBe(400);
  });

  it("lets a form name an action only as our pages do", async () => {
    const named = (meta: unknown, bound?: string) =>
      form({
        $ACTION_REF_1: "",
        "$ACTION_1:0": JSON.stringify(meta),
        ...(bound === undefined ? {} : { "$ACTION_1:1": bound }),
      });
    expect(await named({ id: ID, bound: "$@1" }, '["x"]')).toBeNull();
    expect(await named({ id: ID, bound: null })).toBeNull();
    expect(await named({ id: ID, bound: "$@1" })).toBe(400);
    expect(await named({ id: ID, bound: "$@1" }, "{}")).toBe(400);
    expect(await named({ id: "x", bound: null })).toBe(400);
    expect(await named({})).toBe(400);
    expect(await form({ $ACTION_REF_1: "" })).toBe(400);
    expect(await form({ $ACTION_REF_1: "", "$ACTION_1:0": "garbage" })).toBe(400);
  });
});
