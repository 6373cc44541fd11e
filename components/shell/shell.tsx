"use client";

import { LogOut, Menu } from "lucide-react";
import { type ReactNode, useState } from "react";
import { AsKnownProvider } from "@/components/shell/as-known";
import { DemoBanner } from "@/components/shell/demo-banner";
import { LocationSwitch } from "@/components/shell/location-switch";
import { NavLinks } from "@/components/shell/nav-links";
import { ParkedBanner } from "@/components/shell/parked-banner";
import { RemovingBanner } from "@/components/shell/removing-banner";
import { ThemeSwitch } from "@/components/shell/theme-switch";
import { Wordmark } from "@/components/shell/wordmark";
import { Button } from "@/components/ui/button";
import { Sheet, SheetContent, SheetDescription, SheetTitle, SheetTrigger } from "@/components/ui/sheet";
import type { ShellView } from "@/lib/services/views";

type SignOut = (form: FormData) => Promise<void>;

function SignOutForm({ shell, signOut }: { readonly shell: ShellView; readonly signOut: SignOut }) {
  return (
    <div className="flex items-center gap-1 border-t pt-3">
      <p className="min-w-0 flex-1 truncate pl-3 text-[13px] text-muted-foreground">{shell.account.email}</p>
      <ThemeSwitch />
      <form action={signOut}>
        <Button type="submit" variant="ghost" size="icon" aria-label="Sign out" title="Sign out">
          <LogOut aria-hidden />
        </Button>
      </form>
    </div>
  );
}

/** The frame of every console page: sidebar on wide screens, a sheet on phones. */
export function Shell({
  shell,
  signOut,
  children,
}: {
  readonly shell: ShellView;
  readonly signOut: SignOut;
  readonly children: ReactNode;
}) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className="flex min-h-dvh flex-col md:flex-row">
      <a
        href="#content"
        className="sr-only z-50 rounded-lg bg-accent px-4 py-2 text-accent-foreground focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <aside
        aria-label="Sidebar"
        className="sticky top-0 hidden h-dvh w-60 shrink-0 flex-col gap-4 overflow-y-auto border-r bg-card p-3 md:flex"
      >
        <Wordmark className="px-3 pt-2" />
        <LocationSwitch shell={shell} />
        <div className="flex-1">
          <NavLinks shell={shell} />
        </div>
        <SignOutForm shell={shell} signOut={signOut} />
      </aside>
      <div className="sticky top-0 z-30 flex h-14 items-center justify-between border-b bg-card px-4 md:hidden">
        <Wordmark />
        <Sheet open={isOpen} onOpenChange={setIsOpen}>
          <SheetTrigger asChild>
            <Button variant="ghost" size="icon" aria-label="Open menu">
              <Menu aria-hidden />
            </Button>
          </SheetTrigger>
          <SheetContent side="left">
            <SheetTitle className="font-semibold">Lintel</SheetTitle>
            <SheetDescription className="sr-only">Pages and locations</SheetDescription>
            <LocationSwitch shell={shell} />
            <div className="flex-1">
              <NavLinks shell={shell} onNavigate={() => setIsOpen(false)} />
            </div>
            <SignOutForm shell={shell} signOut={signOut} />
          </SheetContent>
        </Sheet>
      </div>
      <div className="flex min-w-0 flex-1 flex-col">
        {shell.simulator ? <DemoBanner simulator={shell.simulator} /> : null}
        <ParkedBanner shell={shell} />
        <RemovingBanner shell={shell} />
        <main id="content" tabIndex={-1} className="w-full flex-1 px-4 py-6 outline-none md:px-8 md:py-8">
          <AsKnownProvider shell={shell}>{children}</AsKnownProvider>
        </main>
      </div>
    </div>
  );
}
