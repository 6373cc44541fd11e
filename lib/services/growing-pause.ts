/** How long to leave alone what failed so often in a row, ms: `firstMs` doubled with each failure, never above `longestMs`. */
export const growingPauseMs = (
  failures: number,
  { firstMs, longestMs }: { readonly firstMs: number; readonly longestMs: number },
): number => Math.min(longestMs, firstMs * 2 ** failures);
