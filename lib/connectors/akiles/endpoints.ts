/** Public endpoints, https://docs.akiles.app/dev/api/reference/ and https://dev.akiles.app/api/authentication */
export const API_URL = "https://api.akiles.app/v2";
/** Below it: `/auth` and `/token`. */
export const AUTH_URL = "https://auth.akiles.app/oauth2";
