import { VendorError } from "../errors";

export const VENDOR = "avigilon-acm";

/** `https://host[:port]` of what was typed; anything behind it is left out. Errors: `invalid_request` on the field. */
export function originOf(server: string | undefined): string {
  const url = server !== undefined && URL.canParse(server) ? new URL(server) : null;
  if (url?.protocol !== "https:")
    throw new VendorError("invalid_request", `${VENDOR}: not the address of a server`, { field: "server" });
  return url.origin;
}

/**
 * What the vendor's own list page sends. One server answered a bare address with nothing and a part of this with 500;
 * all of it worked. Source: commits 5521b76 and 789e4d2 of github.com/Access-Grid/avigilon-unity-chrome-plugin, read 2026-11-21.
 */
export const WHOLE_LIST: Readonly<Record<string, string>> = {
  identity_search_exec_search: "true",
  adv_search_field_0: "",
  adv_search_udf_0: "",
  adv_search_val_0: "",
  search_pattern_0: "2",
  adv_search_and_or: "&",
  adv_search_cnt: "0",
  adv_search_exec_search: "true",
  quick_search: "true",
  qck_search_and_or: "&",
  lnam: "",
  fnam: "",
  tkn: "",
  search_pattern_fnam: "2",
  search_pattern_lnam: "2",
  group_id: "",
  id: "",
};
