/** A value an expression can have. A path that leads nowhere is null. */
type ExpressionValue = string | number | boolean | null;

/** An expression ready to be asked; throws `ExpressionError` when its operands do not fit together. */
export type Expression = (eventData: unknown) => ExpressionValue;

export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
}

type Token =
  | { readonly kind: "path"; readonly keys: readonly string[] }
  | { readonly kind: "literal"; readonly value: string | number }
  | { readonly kind: "string(" }
  | { readonly kind: "+" }
  | { readonly kind: ")" };

const TOKEN =
  /\s*(?:event\.data((?:\.[A-Za-z_]\w*)+)|'((?:[^'\\]|\\['\\])*)'|(\d+(?:\.\d+)?)|(string\s*\()|(\+)|(\)))\s*/y;

function tokens(source: string): Token[] | null {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (!match) return null;
    const [, path, text, number, call, plus] = match;
    if (path !== undefined) found.push({ kind: "path", keys: path.slice(1).split(".") });
    else if (text !== undefined) found.push({ kind: "literal", value: text.replace(/\\(.)/g, "$1") });
    else if (number !== undefined) found.push({ kind: "literal", value: Number(number) });
    else if (call !== undefined) found.push({ kind: "string(" });
    else found.push({ kind: plus !== undefined ? "+" : ")" });
  }
  return found;
}

/**
 * Parses the part of CEL that Lintel declares: `event.data.path`, `'text'`, numbers, `+`, `string(...)`.
 * Null for everything else, so that the caller can name what it refuses.
 */
export function parseExpression(source: string): Expression | null {
  const list = tokens(source);
  if (list === null) return null;
  let at = 0;

  const term = (): Expression | null => {
    const token = list[at++];
    if (token?.kind === "path") return (data) => follow(data, token.keys);
    if (token?.kind === "literal") return () => token.value;
    if (token?.kind !== "string(") return null;
    const inner = sum();
    if (inner === null || list[at++]?.kind !== ")") return null;
    return (data) => text(inner(data));
  };
  const sum = (): Expression | null => {
    let left = term();
    while (left !== null && list[at]?.kind === "+") {
      at++;
      const before: Expression = left;
      const right = term();
      left = right === null ? null : (data) => add(before(data), right(data));
    }
    return left;
  };

  const whole = sum();
  return at === list.length ? whole : null;
}

function follow(data: unknown, keys: readonly string[]): ExpressionValue {
  let value: unknown = data;
  for (const key of keys) {
    value =
      value !== null && typeof value === "object" && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : null;
  }
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  throw new ExpressionError(`event.data.${keys.join(".")} is neither text nor number`);
}

function text(value: ExpressionValue): string {
  if (value === null) throw new ExpressionError("string() of a value that is not there");
  return String(value);
}

/** Like CEL: text joins text, numbers add up, nothing is converted silently. */
function add(left: ExpressionValue, right: ExpressionValue): ExpressionValue {
  if (typeof left === "string" && typeof right === "string") return left + right;
  if (typeof left === "number" && typeof right === "number") return left + right;
  throw new ExpressionError("+ needs two texts or two numbers");
}
