"use client";

import { ThemeProvider as NextThemes } from "next-themes";
import type { ReactNode } from "react";

/** The theme is set by a small inline script before the first paint; it carries the page's nonce. */
export function ThemeProvider({
  nonce,
  children,
}: {
  readonly nonce: string | null;
  readonly children: ReactNode;
}) {
  return (
    <NextThemes
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      {...(nonce ? { nonce } : {})}
    >
      {children}
    </NextThemes>
  );
}
