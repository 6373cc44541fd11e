import { describe, expect, it } from "vitest";
import { activityCsv, actorWords } from "./activity";
import { installProblem } from "./install-problem";
import { runRow } from "./runs";
import { groupSuggester } from "./suggest-groups";
import { atIn, listWords } from "./words";

const NEXUDUS = "https://nexudus.example/";

describe("groupSuggester", () => {
  const groups = [
    { id: "1", name: "Meeting rooms" },
    { id: "2", name: "Room 2" },
    { id: "3", name: "Studio (with front door)" },
  ];
  const suggest = groupSuggester(groups);
  it("finds like names whatever case, plural and marks", () => {
    expect(suggest("meeting room")).toEqual(["1"]);
    expect(suggest("STUDIO")).toEqual(["3"]);
  });
  it("never mixes up numbers, and offers nothing for unlike names", () => {
    expect(suggest("Room 3")).toEqual([]);
    expect(suggest("Tide")).toEqual([]);
    expect(suggest("")).toEqual([]);
  });
});

describe("installProblem", () => {
  it("knows every code and shows it as the reference", () => {
    expect(installProblem({ code: "used" }, NEXUDUS)).toMatchObject({
      reason: "used_link",
      reference: "used",
    });
    expect(installProblem({ code: "missing-t" }, NEXUDUS).reason).toBe("incomplete_link");
    expect(installProblem({ code: "future" }, NEXUDUS).reason).toBe("stale_link");
  });
  // Anybody can type this address: it must not become a way to lead people elsewhere or to show them a text.
  it("leads nowhere but to Nexudus, shows no code of another shape and no text where none belongs", () => {
    expect(installProblem({ code: "used", back: "https://evil.example" }, NEXUDUS).nexudusUrl).toBe(NEXUDUS);
    expect(installProblem({ code: "<b>Call 555</b>" }, NEXUDUS).reference).toBe("missing");
    expect(installProblem({ code: "used", location: "Call 555" }, NEXUDUS).locationName).toBeNull();
  });
});

describe("activity", () => {
  // A member called "=HYPERLINK(...)" would otherwise run in the spreadsheet of whoever opens the file.
  it("writes no formula into the CSV, and quotes quotes", () => {
    const csv = activityCsv([
      {
        id: "1",
        at: "2026-03-10T09:31:00.000Z",
        actor: "Lintel",
        sentence: "Gave access to",
        subject: { label: "=1+1", href: null },
        outcome: "done",
        detail: 'the "front" door',
      },
    ]);
    expect(csv.split("\r\n")[1]).toBe(
      '"2026-03-10T09:31:00.000Z","Lintel","Gave access to","\'=1+1","done","the ""front"" door"',
    );
  });
  it("names no session", () => {
    expect(actorWords("operator:7efbd73f")).toBe("An admin");
    expect(actorWords("job:access-sweep")).toBe("Lintel");
    expect(actorWords("webhook")).toBe("Nexudus");
  });
});

describe("runRow", () => {
  const run = {
    id: "r",
    function: "lintel-access-await-edge",
    status: "Running",
    startedAt: "2026-03-10T09:31:00.000Z",
    endedAt: null,
    attempts: 0,
    waitingUntil: "2026-03-10T10:00:00.000Z",
  };
  it("calls a sleeping run waiting, in words", () => {
    expect(runRow(run)).toMatchObject({ label: "Open or close on time", state: "waiting", attempts: 1 });
    expect(runRow({ ...run, waitingUntil: null }).state).toBe("running");
  });
});

describe("words", () => {
  it("says the day only when it is another one in the zone", () => {
    const reader = { now: "2026-03-10T23:30:00.000Z", zone: "Europe/Madrid" };
    expect(atIn("2026-03-11T08:00:00.000Z", reader)).toBe("09:00");
    expect(atIn("2026-03-10T22:00:00.000Z", reader)).toBe("Tue 10 Mar, 23:00");
    expect(atIn("2027-01-01T12:00:00.000Z", reader)).toBe("Fri 1 Jan 2027, 13:00");
  });
  it("lists without repeats", () => {
    expect(listWords(["a", "b", "a", "c"])).toBe("a, b and c");
  });
});
