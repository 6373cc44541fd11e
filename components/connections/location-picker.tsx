"use client";

import { useId } from "react";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import type { ConnectLocationView } from "@/lib/services/connection-views";

function LocationChoice({
  location,
  isChosen,
}: {
  readonly location: ConnectLocationView;
  readonly isChosen: boolean;
}) {
  const id = useId();
  return (
    <li className="flex items-start gap-3 px-3 py-2.5">
      <Checkbox
        id={id}
        name="location"
        value={location.id}
        key={String(isChosen)}
        defaultChecked={isChosen}
        disabled={!location.zoneConfirmed}
        className="mt-0.5"
      />
      <label htmlFor={id} className="min-w-0">
        {location.name}
        {location.alsoCoveredBy.length > 0 ? (
          <span className="block text-[13px] text-muted-foreground">
            Also covered by {location.alsoCoveredBy.join(", ")}
          </span>
        ) : null}
        {location.zoneConfirmed ? null : (
          <span className="mt-0.5 block">
            <Badge tone="attention">Needs you: confirm its time zone first</Badge>
          </span>
        )}
      </label>
    </li>
  );
}

/** Posts `location` once for every location ticked. `chosen` is what was ticked before an error, joined by commas. */
export function LocationPicker({
  locations,
  chosen,
  error,
}: {
  readonly locations: readonly ConnectLocationView[];
  readonly chosen?: string | undefined;
  readonly error: string | undefined;
}) {
  const id = useId();
  const ticked = chosen?.split(",");
  return (
    <fieldset aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-1.5 text-sm font-medium">Locations it covers</legend>
      <ul className="divide-y rounded-lg border bg-card">
        {locations.map((location) => (
          <LocationChoice
            key={location.id}
            location={location}
            isChosen={ticked ? ticked.includes(location.id) : location.covered}
          />
        ))}
      </ul>
      {error ? (
        <p id={`${id}-error`} className="mt-1.5 text-[13px] text-negative">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
