import { DoorScene } from "@/components/landing/door-scene";
import { DemoBanner } from "@/components/shell/demo-banner";
import { Wordmark } from "@/components/shell/wordmark";
import { AppLink } from "@/components/ui/app-link";
import { Button } from "@/components/ui/button";
import type { LandingView } from "@/lib/services/install-views";

const POINTS = [
  {
    title: "Doors follow bookings",
    text: "A booking that moves, grows or is cancelled in Nexudus moves the door with it, without anybody touching the vendor.",
  },
  {
    title: "See it before it happens",
    text: "Every change of the mapping shows first who would gain and who would lose access, by name and in numbers.",
  },
  {
    title: "Only what is Lintel's",
    text: "Access that you gave by hand at the vendor is shown and left alone.",
  },
];

/** What Lintel is, and the one way in. */
export function LandingPage({ view }: { readonly view: LandingView }) {
  return (
    <div className="flex min-h-dvh flex-col">
      {view.simulator ? <DemoBanner simulator={view.simulator} /> : null}
      <header className="mx-auto flex w-full max-w-5xl items-center justify-between px-6 py-6">
        <Wordmark />
        {view.session ? (
          <Button asChild variant="ghost">
            <AppLink href={view.session.href}>Open {view.session.subdomain}</AppLink>
          </Button>
        ) : null}
      </header>
      <main className="mx-auto grid w-full max-w-5xl flex-1 content-center gap-14 px-6 py-10">
        <div className="grid items-center gap-10 md:grid-cols-[1.15fr_1fr]">
          <div>
            <h1 className="text-4xl leading-[1.12] font-semibold tracking-tight sm:text-5xl">
              Doors that know what your members booked
            </h1>
            <p className="mt-5 max-w-[46ch] text-base text-muted-foreground">
              Lintel keeps your access control in step with Nexudus: every member opens exactly the doors they
              booked, exactly while the booking runs.
            </p>
            <div className="mt-8 flex flex-wrap items-center gap-3">
              {view.marketplaceUrl ? (
                <Button asChild variant="primary" size="large">
                  <a href={view.marketplaceUrl}>Install from the Nexudus Marketplace</a>
                </Button>
              ) : (
                <p className="text-muted-foreground">
                  Install Lintel from the Nexudus Marketplace in your account.
                </p>
              )}
              {view.session ? (
                <Button asChild size="large">
                  <AppLink href={view.session.href}>Open the console</AppLink>
                </Button>
              ) : null}
            </div>
            <p className="mt-4 text-[13px] text-muted-foreground">
              Already installed? Open Lintel from your Nexudus account: that signs you in.
            </p>
          </div>
          <DoorScene />
        </div>
        <ul className="grid gap-8 border-t pt-8 sm:grid-cols-3">
          {POINTS.map((point) => (
            <li key={point.title}>
              <h2 className="text-[15px] font-semibold">{point.title}</h2>
              <p className="mt-1 text-muted-foreground">{point.text}</p>
            </li>
          ))}
        </ul>
      </main>
      <footer className="mx-auto w-full max-w-5xl px-6 py-8 text-[13px] text-muted-foreground">
        Works with Akiles.
      </footer>
    </div>
  );
}
