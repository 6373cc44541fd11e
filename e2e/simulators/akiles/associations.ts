import { type Body, metadataField, textField, windowFields } from "./fields";
import type { AssociationRow } from "./model";
import { ApiProblem, invalid } from "./problem";
import type { Actor, World } from "./world";

export function rememberAssociation(world: World, row: AssociationRow, cause: string): void {
  world.remember(
    row,
    row.member_id,
    {
      kind: "association",
      deleted: row.is_deleted,
      starts: row.starts_at,
      ends: row.ends_at,
      groupId: row.member_group_id,
      ref: row.metadata.nx_ref ?? null,
    },
    cause,
  );
}

const event = (row: AssociationRow) => ({
  type: "member_group_association",
  ids: {
    member_id: row.member_id,
    member_group_id: row.member_group_id,
    member_group_association_id: row.id,
  },
});

/**
 * Puts a member into a group for a window. A second one for the same pair is allowed or refused by switch.
 * UNVERIFIED: which of the two the vendor does, and the status of an unknown group.
 */
export function createAssociation(world: World, actor: Actor, memberId: string, body: Body): AssociationRow {
  const groupId = textField(body, "member_group_id");
  if (groupId === undefined) throw invalid("member_group_id is required", { field: "member_group_id" });
  const group = world.state.tables.groups[groupId];
  if (!group || group.is_deleted || group.organization_id !== actor.organizationId) {
    const status = world.switches.unknownGroupStatus;
    throw new ApiProblem(status, status === 400 ? "invalid_request" : "not_found", "unknown member group", {
      field: "member_group_id",
    });
  }
  const window = windowFields(body);
  const metadata = metadataField(body);
  if (world.switches.duplicateAssociations === "refused") {
    const same = world
      .rows("associations", actor.organizationId)
      .some((a) => a.member_id === memberId && a.member_group_id === groupId && !a.is_deleted);
    if (same) {
      const status = world.switches.duplicateAssociationStatus;
      throw new ApiProblem(
        status,
        status === 400 ? "invalid_request" : "conflict",
        "member is already in this group",
        {
          field: "member_group_id",
        },
      );
    }
  }
  const row = world.put("associations", {
    ...world.base(actor.organizationId, "mga", metadata),
    member_id: memberId,
    member_group_id: groupId,
    ...window,
  });
  rememberAssociation(world, row, `association created by ${actor.via}`);
  world.logEvent(actor, "create", event(row));
  return row;
}

/** Window and metadata only: a `member_group_id` is ignored, as the vendor does. */
export function patchAssociation(
  world: World,
  actor: Actor,
  row: AssociationRow,
  body: Body,
): AssociationRow {
  const metadata = metadataField(body, row.metadata);
  Object.assign(row, windowFields(body, row), { metadata });
  rememberAssociation(world, row, `association changed by ${actor.via}`);
  world.logEvent(actor, "edit", event(row));
  return row;
}

export function deleteAssociation(world: World, actor: Actor, row: AssociationRow): AssociationRow {
  row.is_deleted = true;
  rememberAssociation(world, row, `association deleted by ${actor.via}`);
  world.logEvent(actor, "delete", event(row));
  return row;
}
