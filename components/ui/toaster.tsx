"use client";

import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

/** Passing news only: what matters is also said on the page. */
export function Toaster() {
  const { theme } = useTheme();
  return (
    <Sonner
      theme={theme === "dark" || theme === "light" ? theme : "system"}
      position="bottom-right"
      toastOptions={{
        style: {
          background: "var(--popover)",
          color: "var(--foreground)",
          borderColor: "var(--border)",
          borderRadius: "8px",
          boxShadow: "none",
        },
      }}
    />
  );
}
