import type { Action } from "../types";
import { idOf } from "../vendors/vendor";
import type { Tenant } from "./tenant";

type StaffAction = Extract<
  Action,
  { readonly do: "staff_drop" | "staff_add" | "staff_disable" | "staff_delete" }
>;

export const isStaffAction = (action: Action): action is StaffAction => action.do.startsWith("staff_");

/** What the vendor's own staff does by hand. A person who is not there yet is left alone. */
export function actAsStaff(tenant: Tenant, action: StaffAction): void {
  const account = tenant.accounts.get(action.connection);
  const customer = tenant.desk.ids.members[action.member];
  if (!account || customer === undefined) throw new Error(`no ${action.connection} or ${action.member}`);
  const { staff } = account;
  const person = account.present({ name: action.member, customer });
  if (person === null) return;
  switch (action.do) {
    case "staff_drop":
      staff.drop(person, idOf(account.groups, action.group));
      return;
    case "staff_add":
      staff.add(person, idOf(account.groups, action.group));
      return;
    case "staff_disable":
      staff.disable(person);
      return;
    case "staff_delete":
      staff.delete(person);
      return;
    default:
      action satisfies never;
  }
}
