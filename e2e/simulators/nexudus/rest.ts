import { type Context, Hono } from "hono";
import { closeStays, isMisdated, recordFailedCheckin, spendPass } from "./checkins";
import { commandList, readCommand, runCommand } from "./commands";
import { authenticate, type NexudusSecrets, scopeOf } from "./credentials";
import { definitionAt, type EntityDefinition } from "./definitions";
import { zoneOf } from "./derive";
import type { Install, Row } from "./model";
import { filtered, idList, paged } from "./query";
import { fullRecord, partialRecord } from "./render";
import {
  done,
  generic,
  invalid,
  json,
  missing,
  notAllowed,
  refused,
  throttled,
  unauthorized,
} from "./replies";
import { hasRole, type RoleVerb } from "./roles";
import { refuseDelete, refuseSave, setTeams } from "./rules";
import type { Throttle } from "./throttle";
import { webhookActions } from "./webhook-actions";
import type { World } from "./world";
import { readBody } from "./writes";

interface Deps {
  readonly world: World;
  readonly secrets: NexudusSecrets;
  readonly throttle: Throttle;
}

/** One authenticated call: who, and what they see. */
interface Call {
  readonly c: Context;
  readonly world: World;
  readonly install: Install;
  readonly scope: ReadonlySet<number>;
  /** UpdatedBy of what this install writes. */
  readonly by: string;
}

/** UpdatedBy of an install's own writes: the service user that acts for it. */
export const serviceUser = (install: Install): string => `lintel+${install.id}@apps.nexudus.test`;

/** The administrator REST API below /api. */
export function restApi({ world, secrets, throttle }: Deps): Hono {
  const app = new Hono();
  app.all("/*", async (c) => {
    const { switches } = world.state;
    const header = c.req.header("authorization");
    const [, ...segments] = new URL(c.req.url).pathname.split("/").filter(Boolean);
    if (switches.throttle && !throttle.allows(header ?? "anonymous", c.req.method, switches.throttleLimits)) {
      return throttled(c, switches.throttleSignal);
    }
    const install = authenticate(header, world, secrets);
    if (!install) return unauthorized();
    return routed({ c, world, install, scope: scopeOf(install, world), by: serviceUser(install) }, segments);
  });
  return app;
}

async function routed(call: Call, segments: readonly string[]): Promise<Response> {
  const [module = "", entity = "", rest, ...more] = segments;
  const path = `${module}/${entity}`.toLowerCase();
  const method = call.c.req.method;
  if (path === "auth/me" && method === "GET") return me(call);
  if (path === "utils/enums" && method === "GET") return enums(call);
  const definition = definitionAt(path);
  if (definition?.name === "Checkin") closeStays(call.world);
  if (!definition || more.length > 0) return missing(404);
  if (rest?.toLowerCase() === "commands" && method === "GET") {
    return allowed(call, definition, "Read") ? json(commandList(definition.name)) : unauthorized();
  }
  if (rest?.toLowerCase() === "runcommand" && method === "POST") return command(call, definition);
  if (rest === undefined) {
    if (method === "GET") return search(call, definition);
    if (method === "POST") return save(call, definition, "create");
    if (method === "PUT") return save(call, definition, "update");
    return notAllowed();
  }
  if (!/^\d+$/.test(rest)) return missing(404);
  if (method === "GET") return getOne(call, definition, Number(rest));
  if (method === "DELETE") return remove(call, definition, Number(rest));
  // Updates take the id in the body, never in the path.
  return notAllowed();
}

const allowed = (call: Call, definition: EntityDefinition, verb: RoleVerb): boolean =>
  hasRole(call.install, definition.name, verb);

function visible(call: Call, definition: EntityDefinition, row: Row): boolean {
  const businesses = call.world.businessesOf(definition.name, row);
  return businesses === null || businesses.some((b) => call.scope.has(b));
}

function search(call: Call, definition: EntityDefinition): Response {
  const query = new URL(call.c.req.url).searchParams;
  const { world } = call;
  const batch = [...query].find(([key]) => key.toLowerCase() === "id");
  const wanted = batch && idList(batch[1]);
  const rows = world.rows(definition.name).filter((row) => visible(call, definition, row));
  if (wanted) {
    if (!allowed(call, definition, "Read")) return unauthorized();
    const found = rows.filter((row) => wanted.includes(row.Id));
    return json(found.map((row) => partialRecord(definition.name, row, world)));
  }
  if (!allowed(call, definition, "List")) return unauthorized();
  // Archived customers vanish from ordinary lists.
  const asksArchived = [...query.keys()].some((k) => k.toLowerCase() === "coworker_archived");
  const listed =
    definition.name === "Coworker" && !asksArchived ? rows.filter((row) => row.Archived !== true) : rows;
  const page = paged(definition, filtered(definition, listed, query, world), query, world);
  const records = page.rows.map((row) => partialRecord(definition.name, row, world));
  const { partialPages, deleteBetweenPages } = world.state.switches;
  const cut =
    partialPages && partialPages.path.toLowerCase() === definition.path ? partialPages.keep : records.length;
  if (deleteBetweenPages?.entity === definition.name && page.envelope.HasNextPage === true) {
    world.state.switches.deleteBetweenPages = null;
    if (world.find(definition.name, deleteBetweenPages.id)) {
      world.tally.deleteBetweenPages += 1;
      world.remove(definition.name, deleteBetweenPages.id, "staff@harbourworks.test");
    }
  }
  if (cut < records.length) world.tally.partialPages += 1;
  return json({ Records: records.slice(0, cut), ...page.envelope });
}

function getOne(call: Call, definition: EntityDefinition, id: number): Response {
  if (!allowed(call, definition, "Read")) return unauthorized();
  const row = call.world.find(definition.name, id);
  if (!row || !visible(call, definition, row)) return missing(call.world.state.switches.missingIdStatus);
  return json(fullRecord(definition.name, row, call.world));
}

async function save(call: Call, definition: EntityDefinition, verb: "create" | "update"): Promise<Response> {
  const { world } = call;
  if (!definition.verbs.includes(verb)) return notAllowed();
  if (!allowed(call, definition, verb === "create" ? "Create" : "Edit")) return unauthorized();
  const body = await bodyOf(call.c);
  if (!body) return invalid([{ AttemptedValue: null, Message: "is not valid JSON", PropertyName: "Body" }]);
  const existing = verb === "update" ? world.find(definition.name, body.Id) : null;
  if (existing === undefined || (existing && !visible(call, definition, existing))) {
    return missing(world.state.switches.missingIdStatus);
  }
  const { values, errors } = readBody(definition, body, existing, world);
  if (errors.length > 0) return invalid(errors);
  const merged = { ...existing, ...values } as Row;
  if (!visible(call, definition, { ...merged, Id: existing?.Id ?? Number(merged.Id) })) return unauthorized();
  if (definition.name === "Checkin" && isMisdated(world, merged)) return generic();
  const refusal = refuseSave(world, definition.name, merged, existing);
  if (refusal) {
    if (definition.name === "Checkin") recordFailedCheckin(world, merged, refusal.message, call.by);
    return refused(refusal.property, refusal.message);
  }
  const row = world.batch(() => stored(call, definition, existing, values, body));
  const message = `${definition.name} was successfully ${existing ? "updated" : "created"}.`;
  return done(message, { Id: row.Id }, { on: row.UpdatedOn, by: row.UpdatedBy });
}

function stored(
  { world, by }: Call,
  definition: EntityDefinition,
  existing: Row | null,
  values: Readonly<Record<string, unknown>>,
  body: Readonly<Record<string, unknown>>,
): Row {
  if (existing) {
    // UNVERIFIED: a re-enabled hook starts counting its failures again.
    const health = definition.name === "WebHook" && values.Active === true && existing.Active !== true;
    const row = world.update(
      definition.name,
      existing.Id,
      health ? { ...values, ErrorCount: 0 } : values,
      by,
    );
    if (definition.name === "Coworker") {
      setTeams(world, row.Id, Array.isArray(body.Teams) ? body.Teams.map(Number) : [], by);
    }
    return row;
  }
  const extra =
    definition.name === "Booking"
      ? {
          BookingNumber: world.rows("Booking").length + world.rows("CancelledBooking").length + 1,
          Tentative:
            world.find("Resource", values.ResourceId)?.RequiresConfirmation === true || values.Tentative,
        }
      : definition.name === "Checkin"
        ? { CoworkerTimePassGuid: spendPass(world, values, by) }
        : {};
  return world.insert(definition.name, { ...values, ...extra }, by);
}

function remove(call: Call, definition: EntityDefinition, id: number): Response {
  if (!definition.verbs.includes("delete")) return notAllowed();
  if (!allowed(call, definition, "Delete")) return unauthorized();
  const row = call.world.find(definition.name, id);
  if (!row || !visible(call, definition, row)) return missing(call.world.state.switches.missingIdStatus);
  const refusal = refuseDelete(call.world, definition.name, row);
  if (refusal) return refused(refusal.property, refusal.message);
  call.world.remove(definition.name, id, call.by);
  return done(`${definition.name} was successfully deleted.`, null);
}

async function command(call: Call, definition: EntityDefinition): Promise<Response> {
  if (!allowed(call, definition, "Edit")) return unauthorized();
  const body = await bodyOf(call.c);
  const request = body && readCommand(body);
  if (!request)
    return invalid([{ AttemptedValue: null, Message: "is a required field", PropertyName: "Key" }]);
  const inScope = request.ids.filter((id) => {
    const row = call.world.find(definition.name, id);
    return !row || visible(call, definition, row);
  });
  const failed = runCommand(call.world, definition.name, { ...request, ids: inScope }, call.by);
  if (failed === null) return refused("Key", "is not a command of this entity");
  // Answers 200 even when some records failed.
  return done(failed.length ? `Could not run for ${failed.join(", ")}` : "Command was run.", null);
}

function me(call: Call): Response {
  const { world, install } = call;
  if (world.state.switches.authMe === "unauthorized") return unauthorized();
  const business = world.get("Business", install.businessId);
  const zone = world.find("SimpleTimeZone", business.SimpleTimeZoneId);
  return json({
    Id: install.id + 500_000,
    UniqueId: "6f1b0b55-0000-4000-8000-000000000001",
    FullName: "Lintel service user",
    Email: call.by,
    DefaultBusinessId: business.Id,
    DefaultBusinessName: business.Name,
    DefaultCurrencyId: business.CurrencyId,
    DefaultCurrencyCode: business.CurrencyCode,
    DefaultCountryId: business.CountryId,
    DefaultSimpleTimeZoneId: business.SimpleTimeZoneId,
    DefaultSimpleTimeZoneName: zone?.Name ?? null,
    DefaultSimpleTimeZoneNameIana: zoneOf(world, business.Id),
    Businesses: [...call.scope],
    UserRoles: [],
    Active: true,
    IsAdmin: false,
    APIAccess: true,
    LastAccess: world.clock.now().toISOString(),
  });
}

function enums(call: Call): Response {
  const name = new URL(call.c.req.url).searchParams.get("name");
  return name?.toLowerCase() === "ewebhookaction" ? json(webhookActions) : missing(404);
}

async function bodyOf(c: Context): Promise<Record<string, unknown> | null> {
  try {
    const body: unknown = await c.req.json();
    return typeof body === "object" && body !== null && !Array.isArray(body)
      ? (body as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
