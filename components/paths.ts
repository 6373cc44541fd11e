/** Where the console's pages live below its base path (`ShellView.base`). The folders under `app/` follow this. */
export function consolePaths(base: string) {
  return {
    overview: base || "/",
    account: `${base}/settings/account`,
    connections: `${base}/connections`,
    connect: `${base}/connections/new`,
    connectVendor: (vendorId: string) => `${base}/connections/new?vendor=${encodeURIComponent(vendorId)}`,
    connection: (id: string) => `${base}/connections/${encodeURIComponent(id)}`,
    mapping: `${base}/mapping`,
    mappingOf: (connectionId: string) => `${base}/mapping?connection=${encodeURIComponent(connectionId)}`,
    preview: (id: string) => `${base}/preview/${encodeURIComponent(id)}`,
    members: `${base}/members`,
    member: (id: string) => `${base}/members/${encodeURIComponent(id)}`,
    presence: `${base}/presence`,
    visitors: `${base}/visitors`,
    approvals: `${base}/approvals`,
    activity: `${base}/activity`,
    runs: `${base}/runs`,
  };
}

/** A path with those parameters that are set, in the given order. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | null>>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== null && value !== "") params.set(key, `${value}`);
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}
