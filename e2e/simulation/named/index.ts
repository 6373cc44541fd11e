import { bookings } from "./bookings";
import type { NamedWorld } from "./build";
import { contracts } from "./contracts";
import { guards } from "./guards";
import { passes } from "./passes";
import { people } from "./people";
import { troubles } from "./troubles";
import { vendors } from "./vendors";

/** Worlds written by hand, each with what is rightful in it; by name. */
export const namedWorlds: readonly NamedWorld[] = [
  ...bookings,
  ...people,
  ...contracts,
  ...passes,
  ...troubles,
  ...vendors,
  ...guards,
];
