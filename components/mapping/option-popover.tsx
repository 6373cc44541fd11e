"use client";

import { SlidersHorizontal } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Switch } from "@/components/ui/switch";
import type { MappingItemView, MappingOptionsView, MappingSettingsView } from "@/lib/services/mapping-views";

const isMinutes = (text: string) => text === "" || (/^\d{1,3}$/.test(text) && Number(text) <= 120);
const toMinutes = (text: string) => (text === "" ? null : Number(text));
const toText = (minutes: number | null) => (minutes === null ? "" : String(minutes));

/** What is set beside the groups, short: "15 min before, keeps hours". Empty = as the connection has it. */
function optionWords({ leadMinutes, lagMinutes, keepsHours }: MappingOptionsView): string {
  return [
    ...(leadMinutes === null ? [] : [`${leadMinutes} min before`]),
    ...(lagMinutes === null ? [] : [`${lagMinutes} min after`]),
    ...(keepsHours ? ["keeps hours"] : []),
  ].join(", ");
}

/** Times of one mapping: blank = the connection's. Buffers are for bookings, so plans have none to set. */
export function OptionPopover({
  item,
  options,
  settings,
  onChange,
}: {
  readonly item: MappingItemView;
  readonly options: MappingOptionsView;
  readonly settings: MappingSettingsView;
  readonly onChange: (options: MappingOptionsView) => void;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const words = optionWords(options);
  return (
    <Popover open={isOpen} onOpenChange={setIsOpen}>
      <PopoverTrigger asChild>
        <Button
          size="small"
          variant="ghost"
          aria-label={`Times of ${item.name}: ${words || "as the connection"}`}
        >
          <SlidersHorizontal aria-hidden />
          {words}
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" aria-label={`Times of ${item.name}`} className="p-4">
        <OptionForm
          item={item}
          options={options}
          settings={settings}
          onDone={(next) => {
            onChange(next);
            setIsOpen(false);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}

function OptionForm({
  item,
  options,
  settings,
  onDone,
}: {
  readonly item: MappingItemView;
  readonly options: MappingOptionsView;
  readonly settings: MappingSettingsView;
  readonly onDone: (options: MappingOptionsView) => void;
}) {
  const [lead, setLead] = useState(toText(options.leadMinutes));
  const [lag, setLag] = useState(toText(options.lagMinutes));
  const [keepsHours, setKeepsHours] = useState(options.keepsHours);
  const [isTried, setIsTried] = useState(false);
  const switchId = useId();
  const isBooked = item.kind === "resource" || item.kind === "desk";
  const minutes = (label: string, text: string, set: (text: string) => void, usual: number) => (
    <Field
      label={label}
      help={`Blank: ${usual}, as the connection.`}
      error={isTried && !isMinutes(text) ? "Enter whole minutes from 0 to 120, or nothing." : undefined}
    >
      {(aria) => (
        <Input
          {...aria}
          inputMode="numeric"
          value={text}
          onChange={(event) => set(event.target.value.trim())}
        />
      )}
    </Field>
  );
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        // The popover is inside no other form, but its events bubble through React's tree.
        event.stopPropagation();
        setIsTried(true);
        if (!isMinutes(lead) || !isMinutes(lag)) return;
        onDone({ leadMinutes: toMinutes(lead), lagMinutes: toMinutes(lag), keepsHours });
      }}
    >
      {isBooked ? (
        <>
          {minutes("Open before a booking, in minutes", lead, setLead, settings.leadMinutes)}
          {minutes("Close after a booking, in minutes", lag, setLag, settings.lagMinutes)}
        </>
      ) : null}
      {item.kind === "pass" ? (
        <div className="flex items-start justify-between gap-4">
          <div>
            <label htmlFor={switchId} className="font-medium">
              Also keep the pass's hours
            </label>
            <p id={`${switchId}-help`} className="text-[13px] text-muted-foreground">
              Doors open only in the hours that Nexudus gives this pass.
            </p>
          </div>
          <Switch
            id={switchId}
            aria-describedby={`${switchId}-help`}
            checked={keepsHours}
            onCheckedChange={setKeepsHours}
          />
        </div>
      ) : null}
      <Button type="submit" size="small" variant="primary">
        Set
      </Button>
    </form>
  );
}
