import { expect, it } from "vitest";
import { readSearch, type Search } from "./page-input";

const read = (search: unknown) => readSearch(Promise.resolve(search) as Search);

it("takes the first text of each parameter, clipped", async () => {
  expect(await read({ q: "a", kind: ["b", "c"], gone: undefined, long: "x".repeat(500) })).toEqual({
    q: "a",
    kind: "b",
    long: "x".repeat(200),
  });
});

it("leaves out what is no text, such as what an object already has under that name", async () => {
  expect(await read({ constructor: [Object, ""], toString: () => "", n: 1, none: [] })).toEqual({});
  const polluting = await read(JSON.parse('{"__proto__":"x","q":"a"}'));
  expect(polluting.q).toBe("a");
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
});
