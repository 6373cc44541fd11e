import { definitionOf, type EntityDefinition } from "./definitions";
import { derived } from "./derive";
import type { EntityName, Row } from "./model";
import { emptyValue, type World } from "./world";

/** The record as get-one and webhooks show it. */
export function fullRecord(entity: EntityName, row: Row, world: World): Record<string, unknown> {
  const broken = world.state.switches.unreadable.filter((u) => u.entity === entity && u.id === row.Id);
  world.tally.unreadable += broken.length;
  return {
    ...row,
    ...derived(entity, row, world),
    ...Object.fromEntries(broken.map((u) => [u.field, u.value])),
  };
}

/** The record as lists and batches show it: some fields are there but blank. */
export function partialRecord(entity: EntityName, row: Row, world: World): Record<string, unknown> {
  const record = fullRecord(entity, row, world);
  const definition = definitionOf(entity);
  const switched = world.state.switches.listHidesCards;
  for (const [name, field] of Object.entries(definition.fields)) {
    if (field.list === "blank" || (field.list === "switch" && switched))
      record[name] = emptyValue(field.kind);
  }
  for (const name of blankDerived(definition, switched))
    record[name] = Array.isArray(record[name]) ? [] : null;
  return record;
}

const blankDerived = (definition: EntityDefinition, switched: boolean): readonly string[] => [
  ...(definition.blankDerived ?? []),
  ...(switched ? (definition.switchedDerived ?? []) : []),
];
