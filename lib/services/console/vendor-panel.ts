import type { ConnectionRow } from "@/db/queries/connections";
import type { ConnectorDefinition } from "@/lib/connectors/contract";
import type { CredentialField } from "@/lib/connectors/sign-in";
import type { VendorFieldView } from "../connection-views";
import { CERTIFICATE, OFFERED_CERTIFICATE } from "../connections/read-inputs";
import type { VendorPanelView } from "../vendor-views";

export const fieldView = (field: CredentialField): VendorFieldView => ({
  key: field.key,
  label: field.label,
  help: field.help,
  secret: field.secret,
  required: field.required,
  pattern: field.pattern ?? null,
  example: field.example ?? null,
  options: field.options ?? null,
});

/** What the vendor itself asks for; null where nothing is left to ask, or the connection is over. */
export function vendorPanel(
  definition: ConnectorDefinition | null,
  row: ConnectionRow,
): VendorPanelView | null {
  if (!definition || row.state === "disconnected") return null;
  const needsEntry = row.state === "draft" || row.state === "needs_attention";
  const offered = row.settings[OFFERED_CERTIFICATE] ?? null;
  const { network } = definition;
  const server = network.kind === "typed" ? (row.settings[network.serverField] ?? "") : "";
  const waitsForCertificate = offered !== null && row.secretsSealed !== null;
  const fields = definition.connectFields;
  const panel: VendorPanelView = {
    vendorId: definition.id,
    vendorName: definition.name,
    enter:
      fields.length > 0 && needsEntry && !waitsForCertificate
        ? {
            fields: fields.map(fieldView),
            values: Object.fromEntries(
              fields.flatMap((field) => (field.secret ? [] : [[field.key, row.settings[field.key] ?? ""]])),
            ),
          }
        : null,
    certificate:
      network.kind === "typed" && server !== ""
        ? {
            server,
            offered,
            confirmed: row.settings[CERTIFICATE] ?? null,
            canLook: row.state === "needs_attention" && row.secretsSealed !== null,
          }
        : null,
    settings:
      row.state === "draft"
        ? []
        : definition.settings.map((field) => ({
            key: field.key,
            label: field.label,
            help: field.help,
            kind: field.kind,
            options: field.options ?? row.vendorOptions[field.key] ?? [],
            value: row.settings[field.key] ?? "",
            required: field.required,
            pattern: field.pattern ?? null,
            showIf: field.showIf ?? null,
          })),
  };
  return panel.enter || panel.certificate || panel.settings.length > 0 ? panel : null;
}
