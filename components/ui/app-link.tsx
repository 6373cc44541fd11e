import type { Route } from "next";
import Link from "next/link";
import type { ComponentProps } from "react";

/**
 * The one place where a path known only at run time becomes a typed route: view models carry plain strings.
 */
export function AppLink({
  href,
  ...rest
}: Omit<ComponentProps<typeof Link>, "href"> & { readonly href: string }) {
  return <Link href={href as Route} {...rest} />;
}
