/** The vendor's public addresses, one per region. */
export const API_URL = "https://api.openpath.com";
/** UNVERIFIED: follows from the European portal, control.eu.openpath.com; no page states it. */
export const EU_API_URL = "https://api.eu.openpath.com";

/** The API of the region chosen on the connect form. Operator keys: `apiUrl`, `euApiUrl`. */
export function baseUrlOf(
  operator: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, string>>,
): string {
  return settings.region === "eu" ? (operator.euApiUrl ?? EU_API_URL) : (operator.apiUrl ?? API_URL);
}
