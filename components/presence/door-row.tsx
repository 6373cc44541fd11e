import { useId } from "react";
import { Badge } from "@/components/ui/badge";
import { NativeSelect } from "@/components/ui/native-select";
import type { DoorView } from "@/lib/services/presence-views";

const ACTIONS = [
  { value: "nothing", label: "Nothing" },
  { value: "check_in", label: "Check in" },
  { value: "check_out", label: "Check out" },
] as const;

interface Choice {
  readonly action: DoorView["action"];
  readonly locationId: string | null;
}

/** One door: what opening it does, and where its check-ins are recorded. */
export function DoorRow({
  door,
  choice,
  locations,
  hasAction,
  error,
  onChange,
}: {
  readonly door: DoorView;
  readonly choice: Choice;
  /** Empty = there is but one, which needs no asking. */
  readonly locations: readonly { readonly id: string; readonly name: string }[];
  readonly hasAction: boolean;
  readonly error: string | undefined;
  readonly onChange: (part: Partial<Choice>) => void;
}) {
  const id = useId();
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b pb-3 last:border-b-0">
      <p className="flex w-full flex-wrap sm:w-auto sm:min-w-36 sm:flex-1 items-center gap-2">
        {door.name}
        {door.vanished ? <Badge tone="attention">Gone at the vendor</Badge> : null}
      </p>
      {hasAction ? (
        <NativeSelect
          aria-label={`When ${door.name} is opened`}
          className="min-w-36 flex-1 sm:flex-none"
          value={choice.action}
          onChange={(event) =>
            onChange({
              action: ACTIONS.find((one) => one.value === event.target.value)?.value ?? "nothing",
            })
          }
        >
          {ACTIONS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </NativeSelect>
      ) : null}
      {locations.length > 0 ? (
        <NativeSelect
          aria-label={`Location of ${door.name}`}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? id : undefined}
          className="w-48 flex-1 sm:flex-none"
          value={choice.locationId ?? ""}
          onChange={(event) => onChange({ locationId: event.target.value || null })}
        >
          <option value="">Location not said</option>
          {locations.map((location) => (
            <option key={location.id} value={location.id}>
              {location.name}
            </option>
          ))}
        </NativeSelect>
      ) : null}
      {error ? (
        <p id={id} className="w-full text-[13px] text-negative">
          {error}
        </p>
      ) : null}
    </div>
  );
}
