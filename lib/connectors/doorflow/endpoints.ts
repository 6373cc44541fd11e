/** Public addresses: the API with its token endpoint, and where an admin signs in. */
export const DOORFLOW_DEFAULTS = {
  apiUrl: "https://api.doorflow.com",
  authUrl: "https://admin.doorflow.com",
} as const;

/** Without a slash at its end. */
export const addressOf = (
  operator: Readonly<Record<string, string>>,
  key: keyof typeof DOORFLOW_DEFAULTS,
): string => (operator[key] ?? DOORFLOW_DEFAULTS[key]).replace(/\/+$/, "");
