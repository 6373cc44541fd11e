import { LandingPage } from "@/components/landing/landing-page";
import { servicesFor } from "./runtime";
import { currentSession } from "./session";

export default async function Page() {
  const session = await currentSession();
  const { config } = servicesFor("landing");
  return (
    <LandingPage
      view={{
        marketplaceUrl: config.nexudus.marketplaceUrl,
        session: session && {
          subdomain: session.installation.subdomain ?? "your account",
          href: `/${session.installation.id}`,
        },
        simulator: config.simulator,
      }}
    />
  );
}
