import type { ChecklistItem } from "@/e2e/simulators/kit/checklist";
import type { ConnectorDefinition } from "@/lib/connectors/contract";
import type { BatteryResult } from "./battery";
import { testOf } from "./checklists";
import { claimRows } from "./claims";

export interface VendorFacts {
  readonly definition: ConnectorDefinition;
  readonly battery: BatteryResult;
  readonly checklist: readonly ChecklistItem[];
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const row = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

/** `docs/vendors/README.md`: everything in it comes from code and from the run just made. */
export function vendorPage(facts: readonly VendorFacts[]): string {
  const definitions = facts.map(({ definition }) => definition);
  const names = definitions.map(({ name }) => name);
  const claims = claimRows(definitions);
  return `${[
    "# Vendors",
    "What each vendor can, how its connector was tested, and its limits. Written by `npm run vendors` from the definitions in `lib/connectors`, the battery and the simulators' checklists; not by hand. Beside each table stand the pages of the vendors, with what is not known yet.",
    "## What they can",
    "`unverified` = no page says, and Lintel does not count on it.",
    table(
      ["Capability", ...names],
      claims.map(({ capability, claims: cells }) => [capability, ...cells.map(({ value }) => value)]),
    ),
    "## How they connect",
    table(
      ["Vendor", "Sign-in", "Asked for", "Chosen afterwards", "Lead / lag (min)", "PIN"],
      definitions.map((one) => [
        one.name,
        one.auth.kind === "oauth2" ? (one.auth.pkce ? "OAuth with PKCE" : "OAuth") : "name and password",
        one.connectFields.map(({ label }) => label).join(", ") || "-",
        one.settings.map(({ label }) => label).join(", ") || "-",
        `${one.leadMinutes} / ${one.lagMinutes}`,
        one.pinRule ? `${one.pinRule.min}-${one.pinRule.max} digits` : "-",
      ]),
    ),
    "## Limits",
    table(
      ["Vendor", "Calls a second", "Counted by", "Writes", "Source"],
      definitions.map(({ name, limits }) => [
        name,
        String(limits.callsPerSecond),
        limits.key,
        limits.oneWriteAtATime ? "one at a time" : `${limits.concurrency} at a time per connection`,
        limits.source,
      ]),
    ),
    "## The battery against the simulators",
    table(
      ["Vendor", "Passed", "Failed", "Not asked, because the vendor cannot"],
      facts.map(({ definition, battery }) => [
        definition.name,
        String(battery.passed),
        String(battery.failed),
        String(battery.declared),
      ]),
    ),
    "## Where each claim was read",
    ...claims.map(({ capability, claims: cells }) =>
      [
        `**${capability}**`,
        "",
        ...cells.map(({ value, source }, at) => `- ${names[at]}: ${value} (${source})`),
      ].join("\n"),
    ),
    "## What the simulators keep to",
    ...facts.map(({ definition, checklist }) =>
      [
        `### ${definition.name}`,
        "",
        table(
          ["Item", "What", "Test"],
          checklist.map((item) => [item.id, item.item, `\`${testOf(item, definition.id)}\``]),
        ),
      ].join("\n"),
    ),
  ].join("\n\n")}\n`;
}
