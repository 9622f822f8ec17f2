// Writes JSON the way a reviewer reads a diff: what fits goes on one line, what does not gets a line per member.

/** @returns `value` as JSON, stable for equal input, lines at most `width` columns where a break can help. */
export function formatJson(value: unknown, width = 118): string {
  return `${format(value, '', width)}\n`;
}

function format(value: unknown, indent: string, width: number, prefix = 0): string {
  const line = oneLine(value);
  if (typeof value !== 'object' || value === null) return line;
  if (indent.length + prefix + line.length <= width && indent.length > 0) return line;
  const inner = `${indent} `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const parts = Array.isArray(value)
    ? fill(
        value.map((item: unknown) => format(item, inner, width)),
        inner,
        width,
      )
    : Object.entries(value).map(([key, item]) => {
        const name = `${JSON.stringify(key)}: `;
        return name + format(item, inner, width, name.length);
      });
  return parts.length === 0
    ? `${open}${close}`
    : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}

/** Short scalars share lines, so that a list of fifty names is no fifty lines. */
function fill(items: string[], indent: string, width: number): string[] {
  if (!items.every((item) => item.startsWith('"'))) return items;
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && indent.length + last.length + item.length + 2 < width) {
      lines[lines.length - 1] = `${last}, ${item}`;
    } else lines.push(item);
  }
  return lines;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
