import type { Canary } from "./canaries";

/** A canary met in a text, in one of its spellings. */
export interface Met {
  readonly canary: Canary;
  readonly form: string;
  readonly at: number;
}

interface Needle {
  readonly canary: Canary;
  readonly form: string;
  readonly text: string;
}

const hex = (bytes: Buffer) => bytes.toString("hex");
const unpadded = (text: string) => text.replace(/=+$/, "");

/**
 * How base64 spells a value inside a longer text: it begins at one of three places of a group, and the first and last
 * characters depend on the neighbours, so they are left out.
 */
function insideBase64(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const text = unpadded(Buffer.concat([Buffer.alloc(before), bytes]).toString("base64"));
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    return text.slice(Math.ceil((before * 8) / 6), whole);
  });
}

const urlSafe = (text: string) => text.replaceAll("+", "-").replaceAll("/", "_");

function spellings({ value }: Canary): readonly (readonly [string, string])[] {
  const bytes = Buffer.from(value, "utf8");
  const inside = insideBase64(bytes);
  const quoted = JSON.stringify(value).slice(1, -1);
  // A key is base64 itself: its bytes may be met in hex or in the other alphabet.
  const isKey = /^[A-Za-z0-9+/]{43}=$/.test(value);
  const key = isKey ? Buffer.from(value, "base64") : null;
  return [
    ["plain", value],
    ["url-encoded", encodeURIComponent(value)],
    ["form-encoded", new URLSearchParams({ "": value }).toString().slice(1)],
    ["JSON", quoted],
    ["JSON in JSON", JSON.stringify(quoted).slice(1, -1)],
    ["escaped", [...value].map((c) => (c > "~" ? `\\u${hex16(c)}` : c)).join("")],
    ["HTML", inHtml(value)],
    ...inside.map((text) => ["base64", text] as const),
    ...inside.map((text) => ["base64url", urlSafe(text)] as const),
    ["hex", hex(bytes)],
    ...(key
      ? ([
          ["hex of its bytes", hex(key)],
          ["base64url of its bytes", unpadded(urlSafe(value))],
        ] as const)
      : []),
  ];
}

const HTML: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};
const inHtml = (text: string) => text.replace(/[&<>"']/g, (character) => HTML[character] ?? character);

const hex16 = (character: string) => (character.codePointAt(0) ?? 0).toString(16).padStart(4, "0");

/**
 * Looks for every spelling of every canary. Upper and lower case count as the same: addresses are stored in lower
 * case and percent signs are followed by either. Built once, asked for each text.
 */
export function finder(canaries: readonly Canary[]): (text: string) => readonly Met[] {
  const needles: Needle[] = canaries.flatMap((canary) => {
    // Of spellings that are the same for this value the first one names it.
    const unique = new Map(
      spellings(canary)
        .toReversed()
        .map(([form, text]) => [text.toLowerCase(), form]),
    );
    return [...unique].map(([text, form]) => ({ canary, form, text }));
  });
  return (text) => {
    const lower = text.toLowerCase();
    return needles.flatMap(({ canary, form, text: needle }) => {
      const at = lower.indexOf(needle);
      return at < 0 ? [] : [{ canary, form, at }];
    });
  };
}
