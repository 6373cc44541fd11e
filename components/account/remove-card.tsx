"use client";

import { useId } from "react";
import { Card } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { ConfirmAction } from "@/components/ui/confirm-action";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { AccountView } from "@/lib/services/account-views";
import type { FormAction } from "@/lib/services/views";

const count = (amount: number, one: string, many: string) =>
  `${amount.toLocaleString("en-GB")} ${amount === 1 ? one : many}`;

/** "Remove Lintel": says in numbers what it takes away, and asks for the account's name. */
export function RemoveCard({
  removal,
  remove,
}: {
  readonly removal: NonNullable<AccountView["removal"]>;
  readonly remove: FormAction;
}) {
  const id = useId();
  const { grants, people, connections, insideNow, confirmWord } = removal;
  return (
    <Card>
      <h2 className="font-semibold">Remove Lintel</h2>
      <p className="mt-1 mb-4 max-w-prose text-muted-foreground">
        Takes back the access that Lintel gave and forgets this account. What you gave by hand at a vendor
        stays.
      </p>
      <ConfirmAction
        trigger="Remove Lintel"
        variant="danger"
        confirmVariant="danger-solid"
        title="Remove Lintel from this account?"
        description={
          <>
            <p>
              {count(people, "person loses", "people lose")} {count(grants, "grant", "grants")} at{" "}
              {count(connections, "connection", "connections")} now,{" "}
              {insideNow === 0 ? "none" : insideNow.toLocaleString("en-GB")} of them can enter right now.
              Their bookings and plans in Nexudus stay.
            </p>
            <p>
              Names, bookings and ids are deleted 30 days later. This cannot be undone; installing again
              starts anew.
            </p>
          </>
        }
        confirmLabel={`Take back ${count(grants, "grant", "grants")} and remove`}
        pendingLabel="Removing"
        action={remove}
        hidden={{ grants: String(grants) }}
      >
        <div className="flex items-center gap-3">
          <Checkbox id={id} name="removePeople" />
          <label htmlFor={id}>Also remove the people that Lintel made</label>
        </div>
        <Field label={`Type ${confirmWord} to confirm`}>
          {(aria) => <Input {...aria} name="confirm" autoComplete="off" spellCheck={false} required />}
        </Field>
      </ConfirmAction>
    </Card>
  );
}
