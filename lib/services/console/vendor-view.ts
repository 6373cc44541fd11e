import type { ConnectorDefinition } from "@/lib/connectors/contract";
import type { VendorView } from "../connection-views";
import { fieldView } from "./vendor-panel";

/** A vendor's card and connect form, from its definition; `available` = the operator has set it up. */
export function vendorView(definition: ConnectorDefinition, available: boolean): VendorView {
  const { id, name, connectFields, leadMinutes, lagMinutes } = definition;
  const isOauth = definition.auth.kind === "oauth2";
  return {
    id,
    name,
    summary: summaryOf(definition),
    auth: isOauth ? "oauth" : "form",
    fields: connectFields.map(fieldView),
    available,
    leadMinutes,
    lagMinutes,
  };
}

function summaryOf({ auth, name, network }: ConnectorDefinition): string {
  if (auth.kind === "oauth2") return `Sign in at ${name} and allow Lintel there.`;
  return network.kind === "typed"
    ? "With the address of your server and a user on it."
    : "With a user of your own account.";
}
