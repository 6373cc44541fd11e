"use client";

import { type ReactNode, useActionState, useState } from "react";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogTitle,
  AlertDialogTrigger,
} from "@/components/ui/alert-dialog";
import { Button, type ButtonProps } from "@/components/ui/button";
import { DialogFooter } from "@/components/ui/dialog";
import { FormMessage, IDLE } from "@/components/ui/form-message";
import { SubmitButton } from "@/components/ui/submit-button";
import type { FormAction } from "@/lib/services/views";

/** A button whose act is confirmed in a dialog that says in numbers what will happen. Closes when it worked. */
export function ConfirmAction({
  trigger,
  variant,
  title,
  description,
  confirmLabel,
  pendingLabel,
  confirmVariant,
  action,
  hidden,
  children,
}: {
  readonly trigger: ReactNode;
  readonly variant?: ButtonProps["variant"];
  readonly title: string;
  readonly description: ReactNode;
  readonly confirmLabel: string;
  readonly pendingLabel: string;
  readonly confirmVariant?: ButtonProps["variant"];
  readonly action: FormAction;
  readonly hidden: Readonly<Record<string, string>>;
  /** More inputs, e.g. a checkbox. */
  readonly children?: ReactNode;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const [state, send] = useActionState<typeof IDLE, FormData>(async (previous, form) => {
    const next = await action(previous, form);
    if (next.status === "ok") setIsOpen(false);
    return next;
  }, IDLE);
  return (
    <AlertDialog open={isOpen} onOpenChange={setIsOpen}>
      <AlertDialogTrigger asChild>
        <Button variant={variant ?? "secondary"}>{trigger}</Button>
      </AlertDialogTrigger>
      <AlertDialogContent>
        <AlertDialogTitle>{title}</AlertDialogTitle>
        <AlertDialogDescription asChild>
          <div className="grid gap-2">{description}</div>
        </AlertDialogDescription>
        <form action={send} className="grid gap-4">
          {Object.entries(hidden).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          {children}
          {state.status === "error" ? <FormMessage state={state} /> : null}
          <DialogFooter>
            <AlertDialogCancel asChild>
              <Button>Cancel</Button>
            </AlertDialogCancel>
            <SubmitButton variant={confirmVariant ?? "primary"} pendingLabel={pendingLabel}>
              {confirmLabel}
            </SubmitButton>
          </DialogFooter>
        </form>
      </AlertDialogContent>
    </AlertDialog>
  );
}
