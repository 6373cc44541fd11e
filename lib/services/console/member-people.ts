import { listConnections, listGroups } from "@/db/queries/connections";
import { listAllLinks, listAllPersons, memberNames } from "@/db/queries/console";
import type { InstallationId, MemberId } from "@/lib/access/types";
import { isKept } from "../connections/kept";
import type { Services } from "../context";
import { type PlannedAdoption, planAdoption } from "../people/plan-adoption";
import type { HeldByHandView, MemberPeopleView } from "../people-views";
import { labelOf } from "./access-state";
import { type Frame, loadFrame } from "./frame";
import { atIn } from "./words";

/** With whom a member shares a person, and what they hold by hand that could be adopted. */
export async function readMemberPeople(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly locationId: string | null;
    readonly memberId: string;
  },
): Promise<MemberPeopleView> {
  const { installationId } = input;
  const memberId = input.memberId as MemberId;
  const [frame, connections, links] = await Promise.all([
    loadFrame(services, input),
    listConnections(services.db, { installationId }),
    listAllLinks(services.db, { installationId, memberIds: null }),
  ]);
  const ids = links.filter((link) => link.memberId === memberId).map((link) => link.personId);
  const people = ids.length === 0 ? [] : await listAllPersons(services.db, { installationId, ids });
  const together = links.filter((link) => ids.includes(link.personId));
  const memberIds = [...new Set([memberId, ...together.map((link) => link.memberId)])];
  const names = await memberNames(services.db, { installationId, ids: memberIds });
  const nameOf = (id: MemberId) => names.get(id) ?? `Member ${id}`;

  const shares: MemberPeopleView["shares"][number][] = [];
  const byHand: HeldByHandView[] = [];
  for (const person of people) {
    const connection = connections.find((row) => row.id === person.connectionId);
    if (!connection || !isKept(connection)) continue;
    const vendorName = services.definition(connection.vendor)?.name ?? connection.vendor;
    const common = { personId: person.id, connectionLabel: labelOf(connection, vendorName), vendorName };
    const all = together.filter((link) => link.personId === person.id).map((link) => link.memberId);
    const others = all.filter((id) => id !== memberId).map(nameOf);
    if (others.length > 0) shares.push({ ...common, others, isFirst: all[0] === memberId });
    if (person.link !== "ready") continue;
    const { planned, digest } = await planAdoption(services, connection, person);
    if (planned.length === 0) continue;
    const groups = await listGroups(services.db, { installationId, connectionId: connection.id });
    const groupNames = new Map<string, string>(groups.map((group) => [group.id, group.name]));
    const lines = planned.map((one) => lineOf(one, groupNames, frame));
    byHand.push({ ...common, digest, lines });
  }
  return { memberId, memberName: nameOf(memberId), shares, byHand };
}

function lineOf(
  { row, isDue, operation }: PlannedAdoption,
  groupNames: ReadonlyMap<string, string>,
  frame: Frame,
): HeldByHandView["lines"][number] {
  const name = groupNames.get(row.groupId) ?? "Unknown group";
  const at = (instant: Date) => atIn(instant.toISOString(), frame);
  if (operation?.verb === "revoke" && isDue)
    return { id: row.vendorGrantId, text: `${name} stays: what Lintel gave takes its place.`, ends: false };
  if (operation?.verb === "revoke")
    return { id: row.vendorGrantId, text: `${name} ends now: nothing in Nexudus gives it.`, ends: true };
  if (operation?.verb === "retime") {
    const { from, until } = operation.window;
    const end = until ? `until ${at(until)}` : "with no end";
    return { id: row.vendorGrantId, text: `${name} holds from ${at(from)} ${end}.`, ends: false };
  }
  return { id: row.vendorGrantId, text: `${name} stays, and ends with what gives it.`, ends: false };
}
