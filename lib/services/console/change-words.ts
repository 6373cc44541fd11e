import type { ProposedChange } from "../mappings/change";
import { countWords } from "./words";

/** What was edited, e.g. "Mapping of 3 items and settings". */
export function changeWords(proposal: Pick<ProposedChange, "edited">): string {
  const { items, settings } = proposal.edited;
  const mapping = items > 0 ? `Mapping of ${countWords(items, "item", "items")}` : "";
  if (mapping && settings) return `${mapping} and settings`;
  return mapping || (settings ? "Settings" : "No edit");
}
