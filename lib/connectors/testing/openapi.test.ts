import { expect, it } from "vitest";
import { type Exchange, OpenApi } from "./openapi";

const SPEC = new OpenApi(`
openapi: 3.0.0
paths:
  /things/{id}:
    put:
      operationId: putThing
      security: [{ OAuth2: [things.write] }]
      parameters:
        - { name: page, in: query, schema: { type: integer } }
        - { name: codes, in: query, schema: { type: array, items: { type: integer } } }
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Input" } } } }
      responses:
        "200": { content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } }
        "202": { content: { text/plain: { schema: { type: string } } } }
        "404": { $ref: "#/components/responses/Gone" }
components:
  responses:
    Gone: { content: { application/json: { schema: { type: object, properties: { error: { type: string } } } } } }
  schemas:
    Input: { type: object, required: [ids], properties: { ids: { type: array, items: { type: integer } } } }
    Thing:
      type: object
      required: [id]
      properties: { id: { type: integer }, at: { type: string, format: date-time, nullable: true } }
`);

const exchange = (more: Partial<Omit<Exchange, "url">> & { path?: string } = {}): Exchange => ({
  method: "PUT",
  body: { ids: [1] },
  status: 200,
  contentType: "application/json; charset=utf-8",
  text: '{"id":7,"at":null}',
  ...more,
  url: new URL(more.path ?? "/things/7?page=2&codes=1,2", "https://api.example.test"),
});
const problems = (more: Parameters<typeof exchange>[0]) => SPEC.check(exchange(more)).problems;

it("has nothing to say of a call and an answer as the file has them", () => {
  expect(SPEC.check(exchange())).toEqual({ operationId: "putThing", problems: [] });
  expect(problems({ status: 202, contentType: "text/plain", text: "OK" })).toEqual([]);
  expect(problems({ status: 404, text: '{"error":"gone","more":1}' })).toEqual([]);
  expect(problems({ text: '{"id":7,"at":"2026-05-01T08:00:00.000Z"}' })).toEqual([]);
  expect(SPEC.scopesOf("putThing")).toEqual(["things.write"]);
});

it.each([
  ["an unknown operation", { path: "/things" }],
  ["an unknown verb", { method: "POST" }],
  ["an unknown question", { path: "/things/7?order=1" }],
  ["a question of the wrong kind", { path: "/things/7?page=two" }],
  ["a list with a word in it", { path: "/things/7?codes=1,two" }],
  ["no body", { body: undefined }],
  ["a body without what is needed", { body: {} }],
  ["ids as text", { body: { ids: ["1"] } }],
  ["a field the file does not name", { body: { ids: [1], more: 1 } }],
  ["a nested body", { body: { thing: { ids: [1] } } }],
  ["a status the file does not name", { status: 204, text: "" }],
  ["another type of answer", { status: 202 }],
  ["an answer with a field too many", { text: '{"id":7,"more":1}' }],
  ["an answer without its id", { text: "{}" }],
  ["a time that is none", { text: '{"id":7,"at":"yesterday"}' }],
])("names %s", (_what, more) => {
  expect(problems(more)).not.toEqual([]);
});
