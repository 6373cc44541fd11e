import type { EntityName } from "./model";
import { cancelBooking } from "./rules";
import type { World } from "./world";

interface Command {
  readonly label: string;
  run(world: World, id: number, parameters: ReadonlyMap<string, unknown>, by: string): void;
}

/** Commands by entity and key. */
const commands: Partial<Record<EntityName, Readonly<Record<string, Command>>>> = {
  Booking: {
    CANCEL_BOOKING: {
      label: "Cancel booking",
      run: (world, id, parameters, by) =>
        void cancelBooking(world, id, Number(parameters.get("Cancellation Reason") ?? 0), by),
    },
  },
  Coworker: {
    COWORKER_PIN_REMINDER: { label: "Send PIN reminder", run: () => undefined },
    COWORKER_DELETE: {
      label: "Delete customer",
      run: (world, id, _, by) => void world.remove("Coworker", id, by),
    },
  },
  CoworkerContract: {
    CANCEL_CONTRACT: {
      label: "Cancel contract",
      run: (world, id, _, by) =>
        void world.update("CoworkerContract", id, { CancellationDate: world.now() }, by),
    },
    DELETE_CONTRACT: {
      label: "Delete contract",
      run: (world, id, _, by) => void world.remove("CoworkerContract", id, by),
    },
  },
};

export const commandList = (entity: EntityName) =>
  Object.entries(commands[entity] ?? {}).map(([Key, command]) => ({ Key, Name: command.label }));

export interface CommandRequest {
  readonly key: string;
  readonly ids: readonly number[];
  readonly parameters: ReadonlyMap<string, unknown>;
}

/** Reads `{Key, Ids, Parameters:[{Name, Value}]}`; ids may be text. Null when it is no command. */
export function readCommand(body: Readonly<Record<string, unknown>>): CommandRequest | null {
  if (typeof body.Key !== "string" || !Array.isArray(body.Ids)) return null;
  const parameters = Array.isArray(body.Parameters)
    ? (body.Parameters as { Name?: unknown; Value?: unknown }[])
    : [];
  return {
    key: body.Key,
    ids: body.Ids.map(Number),
    parameters: new Map(parameters.map((p) => [String(p.Name), p.Value])),
  };
}

/** The ids a command failed for; null when there is no such command. */
export function runCommand(
  world: World,
  entity: EntityName,
  request: CommandRequest,
  by: string,
): number[] | null {
  const command = commands[entity]?.[request.key.toUpperCase()];
  if (!command) return null;
  const failed: number[] = [];
  for (const id of request.ids) {
    if (!world.find(entity, id)) failed.push(id);
    else command.run(world, id, request.parameters, by);
  }
  return failed;
}
