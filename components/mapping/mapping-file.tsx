"use client";

import { Download, FileUp } from "lucide-react";
import { useId, useRef, useState, useTransition } from "react";
import { decodeText } from "@/components/mapping/decode-text";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Spinner } from "@/components/ui/spinner";
import type {
  CsvProblem,
  MappingChange,
  MappingFileAnswer,
  MappingView,
  ReadMappingFile,
} from "@/lib/services/mapping-views";

const BYTES_MAX = 500_000;
const COLUMNS: readonly { readonly name: string; readonly means: string }[] = [
  { name: "kind", means: "plan, pass, desk (offices too) or resource." },
  { name: "id", means: "Nexudus' id. It says which item is meant; if blank, business and name do." },
  { name: "business", means: "The location, as Nexudus writes it. Must agree with the id." },
  { name: "name", means: "The item, as Nexudus writes it. Must agree with the id." },
  {
    name: "access groups",
    means: "Names or ids, several with | between them. Blank means Lintel leaves the item alone.",
  },
  { name: "open before, close after", means: "Minutes from 0 to 120. Blank means as the connection." },
  { name: "keep pass hours", means: "yes or no; passes alone." },
];

type Answer = { readonly read: number } | Extract<MappingFileAnswer, { problems: readonly CsvProblem[] }>;

function Problems({ answer }: { readonly answer: Exclude<Answer, { read: number }> }) {
  const all = answer.problems.length + answer.moreProblems;
  return (
    <div role="alert" className="grid gap-2 rounded-lg bg-negative-soft px-3 py-2 text-negative">
      <p className="font-medium">
        Nothing was taken from this file: {all === 1 ? "one thing is" : `${all} things are`} wrong.
      </p>
      <ul className="grid max-h-72 gap-0.5 overflow-y-auto">
        {answer.problems.map((problem) => (
          <li key={`${problem.line} ${problem.message}`}>
            {problem.line === null ? null : (
              <span className="font-medium tabular-nums">Line {problem.line}: </span>
            )}
            {problem.message}
          </li>
        ))}
      </ul>
      {answer.moreProblems > 0 ? <p>and {answer.moreProblems} more.</p> : null}
    </div>
  );
}

/** The mapping as a file, and back: what a file asks for becomes unsaved changes, or nothing does. */
export function MappingFile({
  view,
  readFile,
  onRead,
}: {
  readonly view: MappingView;
  readonly readFile: ReadMappingFile;
  readonly onRead: (changes: readonly MappingChange[]) => void;
}) {
  const inputId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [isReading, startReading] = useTransition();
  const fail = (message: string) => setAnswer({ problems: [{ line: null, message }], moreProblems: 0 });
  const take = (file: File) =>
    startReading(async () => {
      setAnswer(null);
      if (file.size > BYTES_MAX)
        return fail(`The file is too large: at most ${BYTES_MAX / 1_000} kB can be read.`);
      const text = decodeText(new Uint8Array(await file.arrayBuffer()));
      const found = await readFile({ connectionId: view.connectionId, text });
      if ("changes" in found) {
        onRead(found.changes);
        setAnswer({ read: found.changes.length });
      } else setAnswer(found);
    });
  return (
    <Card className="mt-6 grid gap-4">
      <div>
        <h2 className="text-base font-semibold">As a file</h2>
        <p className="max-w-prose text-muted-foreground">
          Write the mapping of this connection to a CSV file, edit it, and read it in again. What it changes
          is not saved until you preview it; a file with anything wrong changes nothing.
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Button asChild>
          <a href={view.csvHref} download>
            <Download aria-hidden /> Write CSV
          </a>
        </Button>
        <input
          ref={input}
          id={inputId}
          type="file"
          aria-label="Mapping file"
          accept=".csv,text/csv,text/plain"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = "";
            if (file) take(file);
          }}
        />
        <Button disabled={isReading} onClick={() => input.current?.click()}>
          {isReading ? (
            <>
              <Spinner /> Reading
            </>
          ) : (
            <>
              <FileUp aria-hidden /> Read CSV
            </>
          )}
        </Button>
      </div>
      {answer === null ? null : "read" in answer ? (
        <p role="status" className="rounded-lg bg-positive-soft px-3 py-2 text-positive">
          {answer.read === 1 ? "1 row was" : `${answer.read.toLocaleString("en-GB")} rows were`} read. What
          differs is listed above as not saved.
        </p>
      ) : (
        <Problems answer={answer} />
      )}
      <details>
        <summary className="cursor-pointer text-accent">What the columns mean</summary>
        <dl className="mt-2 grid gap-x-6 gap-y-1 sm:grid-cols-[max-content_1fr]">
          {COLUMNS.map(({ name, means }) => (
            <div key={name} className="contents">
              <dt className="font-mono text-[13px]">{name}</dt>
              <dd className="text-muted-foreground">{means}</dd>
            </div>
          ))}
        </dl>
        <p className="mt-2 max-w-prose text-[13px] text-muted-foreground">
          Items without a row stay as they are. Commas, semicolons and tabs are understood, and UTF-8, UTF-16
          and Windows text. A name that begins like a formula is written with ' before it, so that no
          spreadsheet calculates with it.
        </p>
      </details>
    </Card>
  );
}
