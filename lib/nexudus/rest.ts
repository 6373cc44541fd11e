import type { z } from "zod";
import type { Clock } from "@/lib/clock";
import type { EntityAddress } from "./entities";
import { NexudusError } from "./errors";
import type { Filter } from "./filters";
import type { CallPriority } from "./limiter";
import { type ListRead, listAll, THROTTLE_WAIT_MS_MAX } from "./paging";
import { idText } from "./scalars";
import type { NexudusRequest, Transport } from "./transport";

/** What asking for one record told. `gone` is proof that it is no more; anything doubtful is thrown. */
export type One<T> = { readonly state: "found"; readonly value: T } | { readonly state: "gone" };

/** A whole record as received, for get-change-put. Holds personal data and secrets: keep it in memory only. */
export type RawRecord = Readonly<Record<string, unknown>>;

export interface Rest {
  list<T>(
    entity: EntityAddress,
    schema: z.ZodType<T>,
    options: { readonly filters?: readonly Filter[]; readonly memberField?: string; readonly size?: number },
  ): Promise<ListRead<T>>;
  getOne<T>(entity: EntityAddress, id: string, schema: z.ZodType<T>): Promise<One<T>>;
  getRaw(entity: EntityAddress, id: string): Promise<One<RawRecord>>;
  create(entity: EntityAddress, body: RawRecord): Promise<string>;
  replace(entity: EntityAddress, body: RawRecord): Promise<void>;
  remove(entity: EntityAddress, id: string): Promise<void>;
}

/** How often one look at one record waits and is made again. */
const WAITS_MAX = 2;

const isKind = (error: unknown, kind: NexudusError["kind"]): error is NexudusError =>
  error instanceof NexudusError && error.kind === kind;
const isRecord = (value: unknown): value is RawRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The generic verbs over the entity table. */
export function createRest(input: {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly priority: CallPriority;
}): Rest {
  const { transport, clock, priority } = input;
  /** Modules that answered, by entity path. */
  const known = new Map<string, string>();

  /**
   * A look that was told to wait is made again, a few times. Two calls a tenth of a second
   * apart may arrive closer together, and a record that is not asked for again is in doubt for an hour.
   */
  async function patiently<T>(make: () => Promise<T>): Promise<T> {
    for (let waits = 0; ; waits += 1) {
      try {
        return await make();
      } catch (error) {
        const waitMs = isKind(error, "throttled") ? error.details.retryAfterMs : undefined;
        if (waitMs === undefined || waitMs > THROTTLE_WAIT_MS_MAX || waits >= WAITS_MAX) throw error;
        await clock.sleep(waitMs);
      }
    }
  }

  const call = (
    entity: EntityAddress,
    module: string,
    request: Pick<NexudusRequest, "method" | "query" | "body">,
    id = "",
  ) =>
    transport({
      ...request,
      path: `/${module}/${entity.path}${id === "" ? "" : `/${encodeURIComponent(id)}`}`,
      entity: entity.path,
      priority,
    });

  async function listPage(entity: EntityAddress, query: Readonly<Record<string, string>>): Promise<unknown> {
    const settled = known.get(entity.path);
    const candidates: readonly string[] = settled === undefined ? entity.modules : [settled];
    for (const [index, module] of candidates.entries()) {
      try {
        const answer = await call(entity, module, { method: "GET", query });
        known.set(entity.path, module);
        return answer;
      } catch (error) {
        if (!isKind(error, "missing") || index === candidates.length - 1) throw error;
      }
    }
    throw new NexudusError("missing", { entity: entity.path, code: "route" });
  }

  const moduleOf = (entity: EntityAddress) => known.get(entity.path) ?? entity.modules[0];

  /**
   * Nexudus answers 500 for ids that no longer exist, and also when it is ill. So a list is asked between
   * the two tries: if that fails, or shows the record, nothing is proven.
   */
  async function proveListAnswers(entity: EntityAddress, id: string): Promise<void> {
    const query = { page: "1", size: "1", [`${entity.name}_Id`]: `[${id}]` };
    const answer = await patiently(() => listPage(entity, query));
    const records = isRecord(answer) && Array.isArray(answer.Records) ? answer.Records : null;
    if (records === null) throw new NexudusError("bad_response", { entity: entity.path });
    if (records.some((row) => isRecord(row) && String(row.Id) === id)) {
      throw new NexudusError("server", { entity: entity.path, status: 500 });
    }
  }

  async function getRaw(entity: EntityAddress, id: string): Promise<One<RawRecord>> {
    const fetchOnce = async (): Promise<RawRecord | "missing" | "broken"> => {
      try {
        const body = await patiently(() => call(entity, moduleOf(entity), { method: "GET" }, id));
        if (!isRecord(body) || String(body.Id) !== id) {
          throw new NexudusError("bad_response", { entity: entity.path });
        }
        return body;
      } catch (error) {
        if (isKind(error, "missing") && error.details.code !== "route") return "missing";
        if (isKind(error, "server") && error.details.status === 500) return "broken";
        throw error;
      }
    };
    let answer = await fetchOnce();
    if (answer === "broken") {
      await proveListAnswers(entity, id);
      answer = await fetchOnce();
    }
    return typeof answer === "string" ? { state: "gone" } : { state: "found", value: answer };
  }

  return {
    list: (entity, schema, { filters = [], memberField, size }) =>
      listAll({
        entity: entity.path,
        filters,
        parse: schema,
        memberField: memberField ?? null,
        clock,
        ...(size === undefined ? {} : { size }),
        fetchPage: (page, pageSize) =>
          listPage(entity, {
            ...Object.fromEntries(filters.map((filter) => [filter.name, filter.value])),
            page: String(page),
            size: String(pageSize),
            // `dir` is left out: its values are documented in three contradicting ways.
            orderBy: "Id",
          }),
      }),
    getRaw,
    async getOne(entity, id, schema) {
      const one = await getRaw(entity, id);
      if (one.state === "gone") return one;
      const parsed = schema.safeParse(one.value);
      if (!parsed.success) throw new NexudusError("bad_response", { entity: entity.path });
      return { state: "found", value: parsed.data };
    },
    async create(entity, body) {
      const answer = await call(entity, moduleOf(entity), { method: "POST", body });
      const value = isRecord(answer) && isRecord(answer.Value) ? answer.Value.Id : undefined;
      const id = idText.safeParse(value);
      if (!id.success) throw new NexudusError("bad_response", { entity: entity.path });
      return id.data;
    },
    async replace(entity, body) {
      await call(entity, moduleOf(entity), { method: "PUT", body });
    },
    async remove(entity, id) {
      try {
        await call(entity, moduleOf(entity), { method: "DELETE" }, id);
      } catch (error) {
        // Not there any more: the wish is fulfilled. An unknown route is another matter.
        if (!isKind(error, "missing") || error.details.code === "route") throw error;
      }
    },
  };
}
