type Status = 400 | 401 | 403 | 404 | 409 | 422 | 500;

const NAMES: Record<Status, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  422: "Unprocessable Entity",
  500: "Internal Server Error",
};

/** An answer of the API other than success. UNVERIFIED: the shape `{statusCode, error, message}`. */
export class ApiProblem extends Error {
  constructor(
    readonly status: Status,
    message: string,
  ) {
    super(message);
  }

  get body() {
    return { statusCode: this.status, error: NAMES[this.status], message: this.message };
  }
}

export const invalid = (message: string): ApiProblem => new ApiProblem(400, message);
