import type { ActionState } from "@/lib/services/views";

export const IDLE: ActionState = { status: "idle", message: null, fieldErrors: {}, values: {} };

/** The answer of the last submit, announced politely; errors at once. */
export function FormMessage({ state }: { readonly state: ActionState }) {
  if (!state.message) return null;
  const isError = state.status === "error";
  return (
    <p
      role={isError ? "alert" : "status"}
      className={
        isError
          ? "rounded-lg bg-negative-soft px-3 py-2 text-negative"
          : "rounded-lg bg-positive-soft px-3 py-2 text-positive"
      }
    >
      {state.message}
    </p>
  );
}
