import type { TimelineSource } from "@/lib/services/member-views";

export const sourceWords: Readonly<Record<TimelineSource, string>> = {
  plan: "Plan",
  desk: "Desk or office",
  pass: "Pass",
  booking: "Booking",
  visit: "Visit",
};

export const sourceColours: Readonly<Record<TimelineSource, string>> = {
  plan: "bg-source-plan",
  desk: "bg-source-desk",
  pass: "bg-source-pass",
  booking: "bg-source-booking",
  visit: "bg-source-visit",
};
