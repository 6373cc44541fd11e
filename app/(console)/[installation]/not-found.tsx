import { PageHeader } from "@/components/ui/page-header";

/** Inside the frame: an id that this account does not have. */
export default function ConsoleNotFound() {
  return (
    <PageHeader
      title="There is no page here"
      lead="The address is mistyped, or what it named was removed. Choose a page from the menu."
    />
  );
}
