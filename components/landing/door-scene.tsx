import { DoorOpen } from "lucide-react";
import { Badge } from "@/components/ui/badge";

const ROWS = [
  { name: "Ana Ruiz", what: "Meeting room 2, 09:45 - 11:00", state: "Opens 09:45", tone: "neutral" },
  { name: "Bo Lindqvist", what: "Focus room, 09:00 - 10:30", state: "Open", tone: "positive" },
  { name: "Chidi Okafor", what: "Studio, 08:00 - 09:30", state: "Ended", tone: "muted" },
] as const;

/** An example of what the console says; a picture, so hidden from assistive technology. */
export function DoorScene() {
  return (
    <div aria-hidden className="rounded-xl border bg-card p-2">
      <p className="flex items-center justify-between px-3 py-2 text-[13px] text-muted-foreground">
        <span>Front door</span>
        <span className="tabular-nums">09:31</span>
      </p>
      <ul className="divide-y rounded-lg border">
        {ROWS.map((row) => (
          <li key={row.name} className="flex items-center justify-between gap-3 px-3 py-3">
            <span className="min-w-0">
              <span className="block font-medium">{row.name}</span>
              <span className="block text-[13px] text-muted-foreground">{row.what}</span>
            </span>
            <Badge tone={row.tone} className="whitespace-nowrap">
              {row.tone === "positive" ? <DoorOpen /> : null}
              {row.state}
            </Badge>
          </li>
        ))}
      </ul>
      <div className="px-3 pt-4 pb-3">
        <div className="relative h-7">
          <div className="absolute inset-x-0 top-3 h-px bg-border" />
          <div className="absolute top-1 left-[30%] h-4 w-[6%] rounded-l-sm bg-source-booking/30" />
          <div className="absolute top-1 left-[36%] h-4 w-[36%] bg-source-booking" />
          <div className="absolute top-1 left-[72%] h-4 w-[6%] rounded-r-sm bg-source-booking/30" />
          <div className="absolute inset-y-0 left-[22%] w-px bg-foreground" />
        </div>
        <p className="flex justify-between text-[13px] text-muted-foreground tabular-nums">
          <span>09:00</span>
          <span>10:00</span>
          <span>11:00</span>
        </p>
      </div>
    </div>
  );
}
