import { NotFoundPage } from "@/components/problems/not-found-page";

export default function NotFound() {
  return <NotFoundPage homeHref="/" />;
}
