type ProblemStatus = 400 | 401 | 403 | 404 | 409 | 412 | 415 | 500;

/** An answer of the API other than success, in the vendor's shape `{code, message}`. */
export class ApiProblem extends Error {
  constructor(
    readonly status: ProblemStatus,
    message: string,
  ) {
    super(message);
  }
}

export const invalid = (message: string): ApiProblem => new ApiProblem(400, message);
export const notFound = (message: string): ApiProblem => new ApiProblem(404, message);
