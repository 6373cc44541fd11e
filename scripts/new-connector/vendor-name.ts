import ts from "typescript";

/** One vendor's name in the four ways it is written. */
export interface VendorName {
  /** Folder and vendor id: `salto-ks`. */
  readonly id: string;
  /** Of values: `saltoKs`. */
  readonly camel: string;
  /** Of types: `SaltoKs`. */
  readonly pascal: string;
  /** For people: `Salto Ks`. To be corrected by hand where the vendor writes itself in another way. */
  readonly title: string;
}

const CHARS_MAX = 40;
const KEBAB = /^[a-z]+(-[a-z]+)*$/;

/** Reads a name, or says in one sentence why it cannot be one. */
export function readVendorName(text: string): VendorName | string {
  if (text === "") return "Name the vendor: npm run new:connector -- <name>, e.g. salto-ks.";
  if (!KEBAB.test(text))
    return `"${text}" is no name: lower-case letters, words joined by "-", e.g. salto-ks.`;
  if (text.length > CHARS_MAX) return `"${text}" is too long: at most ${CHARS_MAX} letters.`;
  const words = text.split("-");
  const pascal = words.map(capital).join("");
  const camel = `${words[0]}${words.slice(1).map(capital).join("")}`;
  if (isKeyword(camel)) return `"${text}" is a word of the language; take another, e.g. ${text}-locks.`;
  return { id: text, camel, pascal, title: words.map(capital).join(" ") };
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function isKeyword(word: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, word);
  return scanner.scan() !== ts.SyntaxKind.Identifier;
}
