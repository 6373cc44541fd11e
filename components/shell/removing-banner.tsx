import { consolePaths } from "@/components/paths";
import { AppLink } from "@/components/ui/app-link";
import { Progress } from "@/components/ui/progress";
import type { ShellView } from "@/lib/services/views";

/** Lintel is being removed: said on top of every page, with how far that is. */
export function RemovingBanner({ shell }: { readonly shell: ShellView }) {
  if (!shell.removing) return null;
  return (
    <aside
      aria-label="Removal under way"
      className="grid gap-3 border-b border-attention/40 bg-attention-soft px-4 py-3 sm:grid-cols-[1fr_16rem] sm:items-center md:px-8"
    >
      <p className="min-w-0">
        <strong className="font-semibold text-attention">Lintel is being removed.</strong> Nothing is given
        any more; what Lintel gave is being taken back.{" "}
        <AppLink href={consolePaths(shell.base).account} className="underline underline-offset-4">
          Show how far it is
        </AppLink>
      </p>
      <Progress progress={shell.removing} />
    </aside>
  );
}
