/** An answer of the API other than success, in the vendor's shape. */
export class ApiProblem extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409 | 422 | 429,
    readonly body: Readonly<Record<string, unknown>>,
  ) {
    super(String(body.error_description ?? body.error));
  }
}

const problem = (status: ApiProblem["status"], error: string, error_description: string) =>
  new ApiProblem(status, { error, error_description });

export const badRequest = (text: string) => problem(400, "bad_request", text);
export const unauthorized = () => problem(401, "unauthorized", "The access token is invalid");
export const forbidden = () => problem(403, "forbidden", "You are not authorized to access this resource");
export const notFound = () => problem(404, "not_found", "The requested resource was not found");

/** 422 with what is wrong, by field. */
export const refused = (errors: Readonly<Record<string, string[] | string>>) =>
  new ApiProblem(422, {
    error: "unprocessable_entity",
    error_description: Object.entries(errors)
      .map(([field, why]) => `${field} ${String(why)}`)
      .join("; "),
    errors,
  });
