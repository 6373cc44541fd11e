import { akiles } from "./akiles";
import { avigilonAcm } from "./avigilon-acm";
import { avigilonAlta } from "./avigilon-alta";
import { brivo } from "./brivo";
import { doorflow } from "./doorflow";
import type { PlayVendor } from "./vendor";

const vendors: readonly PlayVendor[] = [akiles, avigilonAcm, avigilonAlta, brivo, doorflow];

/** Throws on a vendor that the plays do not know. */
export function vendorOf(id: string): PlayVendor {
  const found = vendors.find((vendor) => vendor.id === id);
  if (!found) throw new Error(`the play knows no vendor ${id}`);
  return found;
}

/** What the environment of the deployment says of all of them. */
export const vendorEnv: Readonly<Record<string, string>> = Object.assign(
  {},
  ...vendors.map(({ env }) => env),
);
