import { VendorError } from "../errors";

/** The `VendorError` with which a call fails; anything else, also success, fails the test. */
export async function failureOf(promise: Promise<unknown> | undefined): Promise<VendorError> {
  const error = await Promise.resolve(promise).then(
    () => null,
    (e: unknown) => e,
  );
  if (error instanceof VendorError) return error;
  throw new Error("did not fail with a VendorError", { cause: error });
}
