/** Nonsense asked of the test API, or an unknown id there. The vendor's own routes answer for themselves. */
export class TestProblem extends Error {
  constructor(
    readonly status: 400 | 404,
    message: string,
  ) {
    super(message);
  }
}
export const invalid = (message: string) => new TestProblem(400, message);
export const unknown = (what: string) => new TestProblem(404, `no such ${what}`);
