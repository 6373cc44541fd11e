import type { ReactNode } from "react";
import { Wordmark } from "@/components/shell/wordmark";

/** A page outside the console that says one thing and offers one way on. */
export function NoticePage({
  title,
  children,
  action,
  reference,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  readonly reference?: string | null;
}) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-xl flex-col justify-center gap-8 px-6 py-12">
      <Wordmark />
      <div className="grid justify-items-start gap-4 rounded-lg border bg-card p-7">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        <div className="grid gap-3 text-muted-foreground">{children}</div>
        {action ? <div className="mt-2 flex flex-wrap gap-2">{action}</div> : null}
      </div>
      {reference ? (
        <p className="text-[13px] text-muted-foreground">
          Reference for support: <span className="font-mono">{reference}</span>
        </p>
      ) : null}
    </main>
  );
}
