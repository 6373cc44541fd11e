import { zoneLabel } from "@/components/time/format";
import { AppLink } from "@/components/ui/app-link";
import { Card } from "@/components/ui/card";
import type { OddContractsView } from "@/lib/services/mapping-views";

/** Contracts that begin or end in the middle of a day, by location: mostly the zone is another one. */
export function OddContracts({
  locations,
  accountHref,
  memberHref,
}: {
  readonly locations: readonly OddContractsView[];
  readonly accountHref: string;
  readonly memberHref: (memberId: string) => string;
}) {
  if (locations.length === 0) return null;
  return (
    <Card className="mt-6 grid gap-4">
      <div>
        <h2 className="text-base font-semibold">Contracts that do not begin or end at midnight</h2>
        <p className="max-w-prose text-muted-foreground">
          Nexudus counts contracts in whole days. These begin or end in the middle of one, and doors follow
          them to the minute. Mostly the location's time zone is another one:{" "}
          <AppLink href={accountHref} className="text-accent underline underline-offset-4">
            look at the time zones
          </AppLink>
          .
        </p>
      </div>
      {locations.map((location) => (
        <details key={location.locationName}>
          <summary className="cursor-pointer">
            <span className="font-medium">{location.locationName}</span>:{" "}
            {location.count === 1 ? "1 contract" : `${location.count.toLocaleString("en-GB")} contracts`}, in{" "}
            {zoneLabel(location.zone)}
          </summary>
          <ul className="mt-2 grid list-disc gap-0.5 pl-5">
            {location.contracts.map((contract) => (
              <li key={contract.id}>
                <AppLink href={memberHref(contract.memberId)} className="underline underline-offset-4">
                  {contract.memberName}
                </AppLink>{" "}
                {contract.when}
              </li>
            ))}
            {location.count > location.contracts.length ? (
              <li>and {location.count - location.contracts.length} more</li>
            ) : null}
          </ul>
        </details>
      ))}
    </Card>
  );
}
