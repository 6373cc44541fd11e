import { parse } from "yaml";
import { z } from "zod";

/** One call with what was answered, as it went over the wire. */
export interface Exchange {
  readonly method: string;
  readonly url: URL;
  /** Parsed; undefined when there was none. */
  readonly body: unknown;
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;
interface Operation {
  readonly id: string;
  readonly pattern: RegExp;
  readonly method: string;
  readonly raw: Json;
}

const record = (value: unknown): Json => (typeof value === "object" && value !== null ? { ...value } : {});
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(record) : []);

/**
 * A vendor's own OpenAPI 3.0 file, to hold calls and answers against it. Objects are taken to the letter: a field the
 * file does not name is a problem unless it lets any in. Answers that refuse may say more.
 */
export class OpenApi {
  private readonly document: Json;
  private readonly operations: readonly Operation[];

  constructor(text: string) {
    const document: unknown = parse(text);
    this.document = record(document);
    this.operations = Object.entries(record(this.document.paths)).flatMap(([path, methods]) =>
      Object.entries(record(methods)).map(([method, raw]) => ({
        id: String(record(raw).operationId),
        pattern: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`),
        method: method.toUpperCase(),
        raw: record(raw),
      })),
    );
  }

  /** What an operation wants to be allowed; all of its alternatives. */
  scopesOf(operationId: string): readonly string[] {
    const found = this.operations.find((operation) => operation.id === operationId);
    return list(found?.raw.security).flatMap((way) =>
      Object.values(way).flatMap((scopes) => (Array.isArray(scopes) ? scopes.map(String) : [])),
    );
  }

  /** The operation that was called, and everything about the exchange that is not as the file says. */
  check(exchange: Exchange): { readonly operationId: string | null; readonly problems: readonly string[] } {
    const { method, url } = exchange;
    const operation = this.operations.find((o) => o.method === method && o.pattern.test(url.pathname));
    if (!operation) return { operationId: null, problems: [`no operation ${method} ${url.pathname}`] };
    const problems = [
      ...this.queryProblems(operation, url),
      ...this.bodyProblems(operation, exchange.body),
      ...this.answerProblems(operation, exchange),
    ];
    return { operationId: operation.id, problems: problems.map((text) => `${operation.id}: ${text}`) };
  }

  private queryProblems({ raw }: Operation, url: URL): string[] {
    const known = new Map(
      list(raw.parameters)
        .filter((parameter) => parameter.in === "query")
        .map((parameter) => [String(parameter.name), record(parameter.schema)]),
    );
    const required = list(raw.parameters).filter(
      (parameter) => parameter.in === "query" && parameter.required === true,
    );
    return [
      ...required.flatMap(({ name }) =>
        url.searchParams.has(String(name)) ? [] : [`query ${String(name)} is missing`],
      ),
      ...[...url.searchParams].flatMap(([name, text]) => {
        const schema = known.get(name);
        if (!schema) return [`query ${name} is not known`];
        return this.problemsOf(schema, toValue(schema, text)).map((why) => `query ${name}: ${why}`);
      }),
    ];
  }

  private bodyProblems({ raw }: Operation, body: unknown): string[] {
    const wanted = record(raw.requestBody);
    const schema = record(record(wanted.content)["application/json"]).schema;
    if (body === undefined) return wanted.required === true ? ["the body is missing"] : [];
    // An empty object where none is asked for says nothing.
    if (schema === undefined) return JSON.stringify(body) === "{}" ? [] : ["has no body"];
    return this.problemsOf(record(schema), body).map((why) => `body: ${why}`);
  }

  private answerProblems({ raw }: Operation, { status, contentType, text }: Exchange): string[] {
    const answer = this.resolved(record(raw.responses)[String(status)]);
    if (Object.keys(answer).length === 0) return [`answers no ${status}`];
    const type = contentType.split(";")[0]?.trim() ?? "";
    const content = record(answer.content);
    if (Object.keys(content).length === 0) return text === "" ? [] : [`${status} has no body`];
    const schema = record(content[type]).schema;
    if (schema === undefined) return [`${status} is not ${type}`];
    const value: unknown = type === "application/json" ? JSON.parse(text) : text;
    return this.problemsOf(record(schema), value, status >= 400).map((why) => `${status}: ${why}`);
  }

  private problemsOf(schema: Json, value: unknown, mayHaveMore = false): string[] {
    const whole = record(this.inlined(schema, mayHaveMore));
    const result = z.fromJSONSchema(whole, { defaultTarget: "openapi-3.0" }).safeParse(value);
    return (result.error?.issues ?? []).map((issue) => `${issue.path.join(".")} ${issue.message}`);
  }

  private resolved(node: unknown): Json {
    const { $ref, ...rest } = record(node);
    if (typeof $ref !== "string") return rest;
    const target = $ref
      .replace(/^#\//, "")
      .split("/")
      .reduce<unknown>((at, key) => record(at)[key], this.document);
    return this.resolved(target);
  }

  /** The schema with what it refers to in place, without examples, and objects closed that do not say to be open. */
  private inlined(node: unknown, mayHaveMore: boolean): unknown {
    const below = (inner: unknown) => this.inlined(inner, mayHaveMore);
    if (Array.isArray(node)) return node.map(below);
    if (typeof node !== "object" || node === null) return node;
    const { example: _example, additionalProperties, properties, ...rest } = this.resolved(node);
    const fields = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, below(inner)]));
    if (properties === undefined) return fields;
    const inner = Object.entries(record(properties)).map(([key, of]) => [key, below(of)]);
    const isOpen = mayHaveMore || (additionalProperties !== undefined && additionalProperties !== false);
    return { ...fields, properties: Object.fromEntries(inner), additionalProperties: isOpen };
  }
}

/** Text of a query as what the schema says it stands for. */
function toValue(schema: Json, text: string): unknown {
  if (schema.type === "integer" || schema.type === "number") return Number(text);
  if (schema.type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  if (schema.type === "array") return text.split(",").map((part) => toValue(record(schema.items), part));
  return text;
}
