import type { Switches } from "./switches";

interface ListAsk {
  readonly perPage: number;
  readonly page: number;
  readonly all: boolean;
}

const whole = (text: string | null, fallback: number) => {
  const value = Number(text);
  return text !== null && Number.isInteger(value) && value > 0 ? value : fallback;
};

/** What a list was asked for; more than the most rows is cut, nonsense is the default. */
export const listAsk = (params: URLSearchParams, rows: { default: number; max: number }): ListAsk => ({
  perPage: Math.min(rows.max, whole(params.get("per_page"), rows.default)),
  page: whole(params.get("page"), 1),
  all: params.get("skip_pagination") === "true",
});

/** The headers that tell the size of a list, in the one family, the other, or both. */
export function pageHeaders(
  of: { total: number; perPage: number; page: number },
  which: Switches["pageHeaders"],
): Record<string, string> {
  const headers: Record<string, string> = {};
  if (which === "total" || which === "both") {
    headers.Total = String(of.total);
    headers["Per-Page"] = String(of.perPage);
  }
  if (which === "x" || which === "both") {
    headers["X-Page"] = String(of.page);
    headers["X-Per-Page"] = String(of.perPage);
    headers["X-Total-Results"] = String(of.total);
  }
  return headers;
}
