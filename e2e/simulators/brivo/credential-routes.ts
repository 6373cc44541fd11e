import { Hono } from "hono";
import { type ApiEnv, bodyOf, paramsOf } from "./caller";
import { assign, createCredential, deleteCredential, FORMATS, formatOf, unassign } from "./credentials";
import { applyFilter, contains, type Operator, parseFilter, type Test } from "./filters";
import { allotment, cancel, invite } from "./invitations";
import type { CredentialRow, InvitationRow } from "./model";
import { page, whole } from "./paging";
import { statusOf } from "./pass-states";
import { invalid, notFound } from "./problem";
import type { World } from "./world";

const BY = "the API";

const facilityOf = (row: CredentialRow): string | null => {
  const field = formatOf(row.formatId)?.fields.find(({ name }) => name === "facility_code");
  return row.fieldValues.find(({ id }) => id === field?.id)?.value ?? null;
};

function credentialFilter(
  field: string,
): { operators: readonly Operator[]; test: Test<CredentialRow> } | undefined {
  if (field === "reference_id") return { operators: ["eq"], test: contains((row) => row.referenceId) };
  if (field === "facility_code") return { operators: ["eq"], test: contains(facilityOf) };
  if (field !== "status") return undefined;
  const test: Test<CredentialRow> = (row, { values }) =>
    values.some((value) => {
      if (value !== "assigned" && value !== "unassigned") throw invalid("unknown status");
      return (value === "assigned") === (row.userId !== null);
    });
  return { operators: ["eq"], test };
}

/** `status` of the list of invitations: pending unless told. */
function invitationsOf(
  world: World,
  account: number,
  userId: number,
  filter: string | null,
): InvitationRow[] {
  const rows = world.rows("invitations", account).filter((row) => row.userId === userId);
  const listed = rows.filter(
    (row) =>
      row.status !== "REDEEMED" ||
      world.switches.redeemedStaysListed ||
      world.state.tables.credentials[String(row.credentialId)] !== undefined,
  );
  const clauses = parseFilter(filter ?? "status__eq:pending");
  return applyFilter(listed, clauses, (field) => {
    if (field !== "status") return undefined;
    const test: Test<InvitationRow> = (row, { values }) =>
      values.includes("all") || values.includes(statusOf(world, row).toLowerCase());
    return { operators: ["eq"], test };
  });
}

export function credentialRoutes(): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();

  app.get("/credentials/formats", (c) =>
    c.json(whole(FORMATS, ({ id, name, fields }) => ({ id, name, credentialFields: fields }))),
  );
  app.get("/credentials/digital/allotment", (c) => {
    const { world, account } = c.get("caller");
    return c.json(allotment(world, account));
  });
  app.get("/credentials", (c) => {
    const { world, account, wire } = c.get("caller");
    const params = paramsOf(c);
    const clauses = parseFilter(params.get("filter"));
    const rows = applyFilter(world.rows("credentials", account), clauses, credentialFilter);
    return c.json(page(world, params, rows, wire.credential));
  });
  app.post("/credentials", async (c) => {
    const { world, account, wire } = c.get("caller");
    return c.json(wire.credential(createCredential(world, account, await bodyOf(c))), 201);
  });
  app.get("/credentials/:id", (c) => {
    const { world, account, wire } = c.get("caller");
    return c.json(wire.credential(world.find("credentials", account, c.req.param("id"))));
  });
  app.delete("/credentials/:id", (c) => {
    const { world, account } = c.get("caller");
    deleteCredential(world, account, c.req.param("id"), BY);
    return c.body(null, 204);
  });
  app.get("/credentials/:id/user", (c) => {
    const { world, account, wire } = c.get("caller");
    const { userId } = world.find("credentials", account, c.req.param("id"));
    if (userId === null) throw notFound("Credential is not assigned");
    return c.json(wire.user(world.find("users", account, userId)));
  });

  app.get("/users/:id/credentials", (c) => {
    const { world, account, wire } = c.get("caller");
    const user = world.find("users", account, c.req.param("id"));
    return c.json(whole(wire.credentialsOf(user), (row) => row));
  });

  const invitations = "/users/:id/credentials/digital-invitations";
  app.get(invitations, (c) => {
    const { world, account, wire } = c.get("caller");
    const params = paramsOf(c);
    const user = world.find("users", account, c.req.param("id"));
    const rows = invitationsOf(world, account, user.id, params.get("filter"));
    return c.json(page(world, params, rows, wire.invitationRow));
  });
  app.post(invitations, async (c) => {
    const { world, account, wire } = c.get("caller");
    const row = invite(world, account, c.req.param("id"), paramsOf(c), await bodyOf(c));
    return c.json(wire.invitation(row));
  });
  app.delete(invitations, (c) => {
    const { world, account, wire } = c.get("caller");
    return c.json(wire.invitation(cancel(world, account, c.req.param("id"))));
  });

  app.put("/users/:id/credentials/:credential", async (c) => {
    const { world, account } = c.get("caller");
    const ids = { userId: c.req.param("id"), credentialId: c.req.param("credential") };
    assign(world, account, ids, await bodyOf(c), BY);
    return c.body(null, 204);
  });
  app.delete("/users/:id/credentials/:credential", (c) => {
    const { world, account } = c.get("caller");
    const user = world.find("users", account, c.req.param("id"));
    unassign(world, account, user, c.req.param("credential"), BY);
    return c.body(null, 204);
  });
  return app;
}
