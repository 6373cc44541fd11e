import type { Systems } from "../scripts/journey/systems";

/** What the mapping page has something to say about: a like name, a native field, an occupant without a contract. */
export async function prepareMapping(world: Systems, business: number): Promise<void> {
  const idOf = async (entity: string, name: string): Promise<number> => {
    const row = (await world.records(entity)).find((one) => one.Name === name);
    return Number(row?.Id);
  };
  await world.addRoom(business, "Focus room");
  await world.change("Resource", await idOf("Resource", "Tide Room"), {
    AccessControlGroupId: "Studio (with front door)",
  });
  await world.change("FloorPlanDesk", await idOf("FloorPlanDesk", "Desk 2"), {
    CoworkerId: await world.idOf("customers", "Ana Pereira"),
  });
}
