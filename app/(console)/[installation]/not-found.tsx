import { EmptyState } from "@/components/ui/empty-state";

/** Inside the frame: an id that this account does not have. */
export default function ConsoleNotFound() {
  return (
    <EmptyState title="There is no page here">
      The address is mistyped, or what it named was removed. Choose a page from the menu.
    </EmptyState>
  );
}
