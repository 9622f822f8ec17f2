// Tells two transcripts apart: frames are aligned by what they are (method, or the request answered), then compared
// member by member. One line a difference, so that a failure names the member and both values.
import { diffArrays } from 'diff';

type Frame = Record<string, unknown>;

/** Nothing when both said the same in the same order. Frames are the texts that `transcript` returns. */
export function differences(ours: readonly string[], real: readonly string[]): string[] {
  const left = ours.map((text) => JSON.parse(text) as Frame);
  const right = real.map((text) => JSON.parse(text) as Frame);
  const found: string[] = [];
  let atLeft = 0;
  let atRight = 0;
  for (const part of diffArrays(left.map(labelOf), right.map(labelOf))) {
    for (let step = 0; step < part.value.length; step++) {
      const label = part.value[step] ?? '';
      if (part.removed) found.push(`${label}: only ours says ${JSON.stringify(left[atLeft++])}`);
      else if (part.added) found.push(`${label}: only the real one says ${JSON.stringify(right[atRight++])}`);
      else found.push(...membersApart(label, left[atLeft++], right[atRight++]));
    }
  }
  return found;
}

function labelOf(frame: Frame): string {
  if (typeof frame.method !== 'string') return `answer ${String(frame.id)}`;
  const { params } = frame as { params?: { item?: { type?: string }; status?: { type?: string } } };
  return [frame.method, params?.item?.type, params?.status?.type].filter(Boolean).join(' ');
}

function membersApart(path: string, ours: unknown, real: unknown): string[] {
  if (isObject(ours) && isObject(real)) {
    const keys = new Set([...Object.keys(ours), ...Object.keys(real)]);
    return [...keys].flatMap((key) => membersApart(`${path}.${key}`, ours[key], real[key]));
  }
  if (Array.isArray(ours) && Array.isArray(real) && ours.length === real.length) {
    return ours.flatMap((member, at) => membersApart(`${path}[${at}]`, member, real[at]));
  }
  const [a, b] = [JSON.stringify(ours), JSON.stringify(real)];
  return a === b ? [] : [`${path}: ours ${a ?? 'absent'}, real ${b ?? 'absent'}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
