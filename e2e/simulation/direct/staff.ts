import type { Action } from "../types";
import type { Tenant } from "./tenant";

type StaffAction = Extract<
  Action,
  { readonly do: "staff_drop" | "staff_add" | "staff_disable" | "staff_delete" }
>;

export const isStaffAction = (action: Action): action is StaffAction => action.do.startsWith("staff_");

/** What the vendor's own staff does by hand. A person who is not there yet is left alone. */
export function actAsStaff(tenant: Tenant, action: StaffAction): void {
  const account = tenant.accounts.get(action.connection);
  const coworker = tenant.desk.ids.members[action.member];
  if (!account || coworker === undefined) throw new Error(`no ${action.connection} or ${action.member}`);
  const { api } = account.simulator;
  const person = api.members(coworker, account.organization).findLast((row) => !row.is_deleted);
  if (!person) return;
  switch (action.do) {
    case "staff_drop": {
      const group = account.groups.get(action.group);
      for (const row of Object.values(api.world.state.tables.associations))
        if (row.member_id === person.id && row.member_group_id === group && !row.is_deleted)
          api.staffDeleteAssociation(row.id);
      return;
    }
    case "staff_add":
      api.staffAssociation(person.id, { member_group_id: account.groups.get(action.group) });
      return;
    case "staff_disable":
      api.staffPatchMember(person.id, { ends_at: api.world.clock.now().toISOString() });
      return;
    case "staff_delete":
      api.staffDeleteMember(person.id);
      return;
    default:
      action satisfies never;
  }
}
