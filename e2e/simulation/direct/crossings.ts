import type { Space } from "./space";

const MARK = /^lintel:([^:]+):/;

/**
 * People at a vendor that another space of the same Lintel made, changed or marked: there must be none. Seen at the
 * vendor: whose mark a person carries, and whose customers it names.
 */
export function crossingsOf(spaces: readonly Space[]): string[] {
  return spaces.flatMap((space) => {
    const own = space.admin.installationId.replaceAll("-", "");
    const customers = new Set(Object.values(space.tenant.desk.ids.members));
    return [...space.tenant.accounts.values()].flatMap((account) =>
      account.marked().flatMap((person) => {
        const mark = MARK.exec(person.mark)?.[1];
        const isForeignMark = mark !== undefined && !own.endsWith(mark);
        const isForeignName =
          mark !== undefined && person.customers.some((id) => id !== "" && !customers.has(id));
        return isForeignMark || isForeignName
          ? [`${person.id} of ${account.plan.name} in ${space.tenant.name} belongs to another space`]
          : [];
      }),
    );
  });
}
