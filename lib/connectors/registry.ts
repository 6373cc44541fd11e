import { akiles } from "./akiles/definition";
import { avigilonAcm } from "./avigilon-acm/definition";
import { avigilonAlta } from "./avigilon-alta/definition";
import { brivo } from "./brivo/definition";
import type { ConnectorDefinition } from "./contract";
import { doorflow } from "./doorflow/definition";

/** Every vendor, listed by hand. A new one is one folder and one line here. */
export const definitions: readonly ConnectorDefinition[] = [
  akiles,
  avigilonAcm,
  avigilonAlta,
  brivo,
  doorflow,
];

const byId: ReadonlyMap<string, ConnectorDefinition> = new Map(definitions.map((d) => [d.id, d]));

/** Null for a vendor this release does not know, e.g. in a stored row of a later one. */
export const definitionOf = (id: string): ConnectorDefinition | null => byId.get(id) ?? null;
