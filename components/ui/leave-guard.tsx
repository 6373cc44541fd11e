"use client";

import { useEffect, useState } from "react";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogTitle,
} from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { DialogFooter } from "@/components/ui/dialog";

/** Asks before unsaved changes are left behind: by a link (own dialog) or by closing the page (the browser's). */
export function LeaveGuard({ unsaved, noun }: { readonly unsaved: number; readonly noun: string }) {
  const [target, setTarget] = useState<string | null>(null);
  const [isLeaving, setIsLeaving] = useState(false);
  const isOn = unsaved > 0 && !isLeaving;

  useEffect(() => {
    if (!isOn) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (!(link instanceof HTMLAnchorElement) || link.target === "_blank" || link.hash) return;
      event.preventDefault();
      event.stopPropagation();
      setTarget(link.href);
    };
    window.addEventListener("beforeunload", onUnload);
    document.addEventListener("click", onClick, { capture: true });
    return () => {
      window.removeEventListener("beforeunload", onUnload);
      document.removeEventListener("click", onClick, { capture: true });
    };
  }, [isOn]);

  // After the listeners are gone, so that the browser does not ask a second time.
  useEffect(() => {
    if (isLeaving && target) window.location.assign(target);
  }, [isLeaving, target]);

  return (
    <AlertDialog
      open={target !== null && !isLeaving}
      onOpenChange={(open) => (open ? null : setTarget(null))}
    >
      <AlertDialogContent>
        <AlertDialogTitle>
          Leave without saving {unsaved} {unsaved === 1 ? noun : `${noun}s`}?
        </AlertDialogTitle>
        <AlertDialogDescription>
          What you changed on this page is then lost. Doors stay as they are.
        </AlertDialogDescription>
        <DialogFooter>
          <AlertDialogCancel asChild>
            <Button variant="primary">Stay on this page</Button>
          </AlertDialogCancel>
          <Button variant="danger" onClick={() => setIsLeaving(true)}>
            Leave and lose {unsaved === 1 ? "it" : "them"}
          </Button>
        </DialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
