export type Search = Promise<Readonly<Record<string, string | string[] | undefined>>>;
export type InConsole = {
  readonly params: Promise<{ readonly installation: string }>;
  readonly searchParams: Search;
};
export type WithId = {
  readonly params: Promise<{ readonly installation: string; readonly id: string }>;
  readonly searchParams: Search;
};

const TEXT_MAX = 200;

/** The first value of each parameter, clipped. */
export async function readSearch(search: Search): Promise<Readonly<Record<string, string | undefined>>> {
  const found: Record<string, string | undefined> = {};
  for (const [key, value] of Object.entries(await search))
    found[key] = (Array.isArray(value) ? value[0] : value)?.slice(0, TEXT_MAX);
  return found;
}

/** A page number from 1; anything else is 1. */
export const pageNumber = (text: string | undefined) =>
  text !== undefined && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;

/** One of a closed list, else the first. */
export function oneOf<const T extends string>(words: readonly [T, ...T[]], text: string | undefined): T {
  return words.find((word) => word === text) ?? words[0];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Ids of our own rows are UUIDs; other text is no id, and the database would refuse it. */
export const isUuid = (text: string) => UUID.test(text);
