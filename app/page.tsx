import { connection } from "next/server";
import { LandingPage } from "@/components/landing/landing-page";

export default async function Page() {
  await connection();
  return <LandingPage view={{ marketplaceUrl: null, session: null, simulator: null }} />;
}
