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

/**
 * The first value of each parameter, clipped. Whatever is no text is left out: Next hands over a function for
 * parameters that are named like `constructor`.
 */
export async function readSearch(search: Search): Promise<Readonly<Record<string, string | undefined>>> {
  const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);
  return Object.fromEntries(
    Object.entries(await search).flatMap(([key, value]) => {
      const text = first(value);
      return typeof text === "string" ? [[key, text.slice(0, TEXT_MAX)]] : [];
    }),
  );
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
