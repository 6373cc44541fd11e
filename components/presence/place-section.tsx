import type { ReactNode } from "react";
import { shortTime } from "@/components/time/format";
import { RelativeTime, Time, ZoneNote } from "@/components/time/time";
import { AppLink } from "@/components/ui/app-link";
import { Badge } from "@/components/ui/badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { PresencePlaceView, StayView, UntoldStayView } from "@/lib/services/presence-views";

function Name({ row }: { readonly row: { readonly name: string; readonly href: string | null } }) {
  return row.href ? (
    <AppLink href={row.href} className="font-medium underline-offset-4 hover:underline">
      {row.name}
    </AppLink>
  ) : (
    <span className="font-medium">{row.name}</span>
  );
}

/** A table with what it is about above it. */
function Part({
  title,
  note,
  label,
  columns,
  children,
}: {
  readonly title: string;
  readonly note?: string;
  /** Names the scrolling region: titles repeat from one location to the next. */
  readonly label: string;
  readonly columns: readonly string[];
  readonly children: ReactNode;
}) {
  return (
    <div className="grid gap-2">
      <h3 className="font-medium">{title}</h3>
      {note ? <p className="max-w-prose text-[13px] text-muted-foreground">{note}</p> : null}
      <Table label={label} regionClassName="max-h-[60dvh] overflow-y-auto">
        <TableHeader>
          <TableRow>
            {columns.map((column) => (
              <TableHead key={column}>{column}</TableHead>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>{children}</TableBody>
      </Table>
    </div>
  );
}

function UntoldStatus({ row, now, zone }: { readonly row: UntoldStayView } & Clock) {
  switch (row.status.kind) {
    case "waiting":
      return <Badge tone="info">Applying</Badge>;
    case "retrying":
      return <Badge tone="attention">Retrying {shortTime(row.status.at, { now, zone })}</Badge>;
    case "given_up":
      return <Badge tone="negative">Given up</Badge>;
    default: {
      const never: never = row.status;
      return never;
    }
  }
}

interface Clock {
  readonly now: string;
  readonly zone: string;
}

const stays = (count: number) => (count === 1 ? "1 check-in" : `${count} check-ins`);

/** One location: who is in, who was today, whom Nexudus did not check in, and what came too late. */
export function PlaceSection({
  place,
  now,
  isRead,
}: {
  readonly place: PresencePlaceView;
  readonly now: string;
  readonly isRead: boolean;
}) {
  const { zone, name } = place;
  const clock = { now, zone };
  const today: readonly StayView[] = [...place.inNow, ...place.leftToday];
  return (
    <section aria-labelledby={`place-${place.locationId}`} className="grid gap-5">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 id={`place-${place.locationId}`} className="text-base font-semibold">
          {name}
        </h2>
        {isRead && today.length > 0 ? (
          <p className="text-muted-foreground tabular-nums">
            {place.inNow.length} in now, {stays(today.length)} today
          </p>
        ) : null}
      </div>
      {isRead && today.length === 0 ? (
        <p className="-mt-3 text-muted-foreground">Nobody has checked in today.</p>
      ) : null}
      {today.length > 0 ? (
        <Part
          title="Check-ins today"
          label={`Check-ins today, ${name}`}
          columns={["Member", "State", "In", "Out", "How"]}
        >
          {today.map((row) => (
            <TableRow key={row.id}>
              <TableCell className="min-w-40">
                <Name row={row} />
              </TableCell>
              <TableCell>
                <Badge tone={row.until === null ? "positive" : "muted"} className="whitespace-nowrap">
                  {row.until === null ? "In now" : "Left"}
                </Badge>
              </TableCell>
              <TableCell>
                <RelativeTime at={row.from} {...clock} />
              </TableCell>
              <TableCell>{row.until === null ? null : <Time at={row.until} {...clock} />}</TableCell>
              <TableCell className="whitespace-nowrap text-muted-foreground">{row.by}</TableCell>
            </TableRow>
          ))}
        </Part>
      ) : null}
      {place.failed.length > 0 ? (
        <Part
          title="Failed check-ins today"
          note="They entered all the same: a check-in decides nothing about doors. Nexudus lists them under Operations > Failed check-ins too."
          label={`Failed check-ins today, ${name}`}
          columns={["Member", "When", "Why, in the words of Nexudus"]}
        >
          {place.failed.map((row) => (
            <TableRow key={row.id}>
              <TableCell className="min-w-40">
                <Name row={row} />
              </TableCell>
              <TableCell>
                <RelativeTime at={row.at} {...clock} />
              </TableCell>
              <TableCell className="min-w-52">{row.reason}</TableCell>
            </TableRow>
          ))}
        </Part>
      ) : null}
      {place.untold.length > 0 ? (
        <Part
          title="Not in Nexudus"
          note="Doors were opened, and Nexudus does not know of it yet."
          label={`Not in Nexudus, ${name}`}
          columns={["Member", "What", "Opened", "State", "Why"]}
        >
          {place.untold.map((row) => (
            <TableRow key={row.id}>
              <TableCell className="min-w-40">
                <Name row={row} />
              </TableCell>
              <TableCell className="whitespace-nowrap">
                {row.what === "check-in" ? "Check-in" : "Check-out"}
              </TableCell>
              <TableCell>
                <RelativeTime at={row.at} {...clock} />
              </TableCell>
              <TableCell>
                <UntoldStatus row={row} {...clock} />
              </TableCell>
              <TableCell className="min-w-52 text-muted-foreground">{row.reason}</TableCell>
            </TableRow>
          ))}
        </Part>
      ) : null}
      {place.late.length > 0 ? (
        <Part
          title="Told too late to check in"
          note="These doors were offline. What was opened on an earlier day is shown and checks nobody in."
          label={`Told too late, ${name}`}
          columns={["Member", "Door", "Opened", "Told"]}
        >
          {place.late.map((row) => (
            <TableRow key={row.id}>
              <TableCell className="min-w-40">
                <Name row={row} />
              </TableCell>
              <TableCell className="min-w-32">{row.door}</TableCell>
              <TableCell>
                <Time at={row.at} {...clock} />
              </TableCell>
              <TableCell>
                <Time at={row.toldAt} {...clock} />
              </TableCell>
            </TableRow>
          ))}
        </Part>
      ) : null}
      <div className="-mt-6">
        <ZoneNote zone={zone} />
      </div>
    </section>
  );
}
