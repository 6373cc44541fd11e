import type { SimulatorView } from "@/lib/services/views";

/** The demo mark: nothing here is a real account or a real door. */
export function DemoBanner({ simulator }: { readonly simulator: SimulatorView }) {
  return (
    <aside
      aria-label="Demo"
      className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b bg-accent-soft px-4 py-1.5 text-[13px] md:px-8"
    >
      <p>
        <strong className="font-semibold">Demo.</strong> Nexudus and the doors are simulated.
      </p>
      <nav aria-label="Simulators" className="flex flex-wrap gap-x-4 gap-y-1">
        {simulator.links.map((link) => (
          <a
            key={link.href}
            href={link.href}
            target="_blank"
            rel="noreferrer"
            className="inline-flex min-h-6 items-center font-medium text-accent underline underline-offset-4"
          >
            {link.label}
          </a>
        ))}
      </nav>
    </aside>
  );
}
