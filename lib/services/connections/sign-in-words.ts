import type { ConnectorDefinition } from "@/lib/connectors/contract";
import type { VendorError } from "@/lib/connectors/errors";
import { ServiceError } from "../context";
import { lowerFirst } from "./read-inputs";

/**
 * What a sign-in that failed means to an admin: what happened, that no door changed, which input to check. The field is
 * named only where the vendor told it and the form has it.
 */
export function signInRefusal(definition: ConnectorDefinition, error: VendorError): ServiceError {
  const { name, connectFields } = definition;
  const named = connectFields.find((field) => field.key === error.details.field);
  const secrets = connectFields.filter((field) => field.secret || field.required);
  const all = secrets.map((field) => lowerFirst(field.label)).join(", ");
  switch (error.kind) {
    case "unavailable":
    case "rate_limited":
      return named
        ? new ServiceError(
            "unavailable",
            `Nothing answers there. Check the ${lowerFirst(named.label)}; nothing was connected.`,
            named.key,
          )
        : new ServiceError(
            "unavailable",
            `${name} does not answer. Nothing was connected; try again in a few minutes.`,
          );
    case "server_untrusted":
      return new ServiceError(
        "validation",
        error.details.vendorCode === "certificate_changed"
          ? "The server shows another certificate than the one you confirmed. Nothing was sent to it; look at its certificate again."
          : "Lintel may not reach this server: it is in a private network, or shows a certificate that nobody confirmed. Ask the operator to allow it, or check the address.",
        named?.key,
      );
    case "permission_denied":
      return new ServiceError(
        "validation",
        `${name} let Lintel in but does not allow it ${error.details.permission ?? "to manage people"}. Give this user that right, then try again.`,
        named?.key,
      );
    case "unexpected_response":
      return new ServiceError(
        "validation",
        `What answers there is not ${name}. Check ${named ? `the ${lowerFirst(named.label)}` : all}; nothing was connected.`,
        named?.key,
      );
    default:
      return named
        ? new ServiceError(
            "validation",
            `${name} did not accept the ${lowerFirst(named.label)}. Check it and try again; it was not tried twice.`,
            named.key,
          )
        : new ServiceError(
            "validation",
            `${name} refused the sign-in. Check that ${all || "what you entered"} are correct and try again; it was not tried twice.`,
          );
  }
}
