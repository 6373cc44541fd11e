import { checkConnectors } from "./connectors";
import { checkDataDocs } from "./data-docs";
import { checkDocPaths } from "./doc-paths";
import { checkEnvironment } from "./environment";
import { checkFileSize } from "./file-size";
import { checkImports } from "./imports";
import type { CheckResult } from "./problem";
import type { Repository } from "./repository";
import { checkTime } from "./time";
import { checkWords } from "./words";

interface Check {
  readonly name: string;
  run(repository: Repository): CheckResult | Promise<CheckResult>;
}

/** The rules of the house that no off-the-shelf tool knows. */
export const checks: readonly Check[] = [
  { name: "imports", run: checkImports },
  { name: "time", run: checkTime },
  { name: "environment", run: (repository) => checkEnvironment(repository) },
  { name: "documents", run: checkDocPaths },
  { name: "personal data", run: (repository) => checkDataDocs(repository) },
  { name: "words", run: checkWords },
  { name: "connectors", run: checkConnectors },
  { name: "file size", run: (repository) => checkFileSize(repository) },
];
