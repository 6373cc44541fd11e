/** An answer of the API other than success, in the vendor's shape `{type, message, args}`. */
export class ApiProblem extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409 | 422 | 500,
    readonly type: string,
    message: string,
    readonly args: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

export const invalid = (message: string, args: Readonly<Record<string, unknown>> = {}): ApiProblem =>
  new ApiProblem(400, "invalid_request", message, args);

export const notFound = (what: string): ApiProblem => new ApiProblem(404, "not_found", `${what} not found`);
