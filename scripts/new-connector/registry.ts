import type { VendorName } from "./vendor-name";

const LIST = /(definitions: readonly ConnectorDefinition\[\] = \[)([^\]]*)(\];)/;

/** The registry with the new vendor at the end of its list; null when its text is not as expected. */
export function withVendor(registry: string, { id, camel }: VendorName): string | null {
  const list = LIST.exec(registry);
  if (list === null || new RegExp(`\\b${camel}\\b`).test(registry)) return null;
  const listed = (list[2] ?? "").split(",").map((name) => name.trim());
  const names = [...listed.filter(Boolean), camel].join(", ");
  // The formatter sorts the imports and breaks the list when it is long.
  return `import { ${camel} } from "./${id}/definition";\n${registry.replace(LIST, `$1${names}$3`)}`;
}
