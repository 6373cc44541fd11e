"use client";

import { type ReactNode, useActionState } from "react";
import type { ButtonProps } from "@/components/ui/button";
import { FormMessage, IDLE } from "@/components/ui/form-message";
import { GoOn } from "@/components/ui/go-on";
import { SubmitButton } from "@/components/ui/submit-button";
import type { FormAction } from "@/lib/services/views";

/** A one-button form, for acts that need no confirmation ("Look again"). Its answer stays beside it. */
export function ActionButton({
  action,
  hidden,
  children,
  pendingLabel,
  variant,
}: {
  readonly action: FormAction;
  readonly hidden: Readonly<Record<string, string>>;
  readonly children: ReactNode;
  readonly pendingLabel: string;
  readonly variant?: ButtonProps["variant"];
}) {
  const [state, send] = useActionState(action, IDLE);
  return (
    <form action={send} className="grid justify-items-start gap-2">
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton variant={variant ?? "secondary"} pendingLabel={pendingLabel}>
        {children}
      </SubmitButton>
      <FormMessage state={state} />
      <GoOn state={state} />
    </form>
  );
}
