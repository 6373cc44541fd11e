import { columnNotes } from "../../db/schema/comments";
import type { Canary } from "./canaries";
import { finder } from "./find";
import type { Source } from "./sources";

export interface Finding {
  readonly place: string;
  /** What was met and how it was spelled; never the value. */
  readonly what: string;
}

export interface ScanResult {
  readonly findings: readonly Finding[];
  /** Met where they belong: columns marked personal. None = the scan sees nothing at all. */
  readonly allowed: number;
  readonly searched: { readonly places: number; readonly characters: number };
}

/** Only a column marked personal may hold something personal; a secret belongs nowhere as it is. */
function isAllowed(place: string, canary: Canary): boolean {
  const column = /^database (.+)$/.exec(place)?.[1];
  return canary.kind === "personal" && column !== undefined && columnNotes[column]?.kind === "personal";
}

/** Searches all sources for all canaries. */
export function scan(sources: readonly Source[], canaries: readonly Canary[]): ScanResult {
  const find = finder(canaries);
  const findings: Finding[] = [];
  let allowed = 0;
  for (const { place, text } of sources)
    for (const { canary, form } of find(text)) {
      if (isAllowed(place, canary)) allowed += 1;
      else findings.push({ place, what: `${canary.name} (${form})` });
    }
  const characters = sources.reduce((sum, { text }) => sum + text.length, 0);
  return { findings, allowed, searched: { places: sources.length, characters } };
}

/** The report's lines, the last one `N findings`. A scan that met nothing where it must is one finding. */
export function reportOf(result: ScanResult): { readonly lines: readonly string[]; readonly count: number } {
  const { findings, allowed, searched } = result;
  const blind: Finding[] =
    allowed > 0
      ? []
      : [{ place: "the scan", what: "met nobody in the columns marked personal: it is blind" }];
  const all = [...blind, ...findings];
  const megabytes = (searched.characters / 1e6).toFixed(1);
  return {
    lines: [
      ...all.map(({ place, what }) => `FOUND  ${place}: ${what}`),
      `searched ${searched.places} places, ${megabytes} MB; ${allowed} met in columns marked personal`,
      `${all.length} findings`,
    ],
    count: all.length,
  };
}
