import { describe, expect, it } from "vitest";
import { isBrokenForm } from "./posted-form";

const post = (headers: Record<string, string>, body?: BodyInit) =>
  isBrokenForm(
    new Request("https://doors.example.com/x", { method: "POST", headers, ...(body ? { body } : {}) }),
  );
const form = (fields: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return post({}, data);
};
const ID = "6".repeat(42);

describe("isBrokenForm", () => {
  it("lets a form of fields pass", async () => {
    expect(await form({ name: "Ana" })).toBe(false);
    expect(await post({}, "a=b")).toBe(false);
  });

  it("refuses what is not the form it says it is", async () => {
    for (const type of [
      "multipart/form-data",
      "multipart/form-data; boundary=x",
      " Multipart/Form-Data;boundary=x",
    ])
      expect(await post({ "content-type": type }, "--x\r\nbroken"), type).toBe(true);
  });

  it("lets a form name an action only as our pages do", async () => {
    const named = (meta: unknown, bound?: string) =>
      form({
        $ACTION_REF_1: "",
        "$ACTION_1:0": JSON.stringify(meta),
        ...(bound === undefined ? {} : { "$ACTION_1:1": bound }),
      });
    expect(await named({ id: ID, bound: "$@1" }, '["x"]')).toBe(false);
    expect(await named({ id: ID, bound: null })).toBe(false);
    expect(await named({ id: ID, bound: "$@1" })).toBe(true);
    expect(await named({ id: ID, bound: "$@1" }, "{}")).toBe(true);
    expect(await named({ id: "x", bound: null })).toBe(true);
    expect(await named({})).toBe(true);
    expect(await form({ $ACTION_REF_1: "" })).toBe(true);
    expect(await form({ $ACTION_REF_1: "", "$ACTION_1:0": "garbage" })).toBe(true);
  });
});
