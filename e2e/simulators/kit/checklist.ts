/** Something a faithful simulator keeps to, and the test that says so; `npm run vendors` fails where that is missing. */
export interface ChecklistItem {
  readonly id: string;
  readonly item: string;
  /** `<file>: <title of the test>`; the file from the repository's root, or from the simulator's folder. */
  readonly test: string;
}
