// What a plain scalar of YAML stands for, as text: numbers and truth values in one spelling, as the real servers' reader
// hands them on. Pure.

const MOST_UNSIGNED = 2n ** 64n - 1n;
const LEAST_SIGNED = -(2n ** 63n);
/** Up to here an integer is one, though nothing holds it. */
const WIDEST_UNSIGNED = 2n ** 128n - 1n;
const WIDEST_SIGNED = -(2n ** 127n);

/** Undefined: a number that nothing there can hold. Null: nothing. */
export function plainValue(text: string): string | null | undefined {
  if (/^(?:|~|null|Null|NULL)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return 'true';
  if (/^(?:false|False|FALSE)$/.test(text)) return 'false';
  const integer = integerIn(text);
  if (integer === null) return floatIn(text) ?? text;
  if (integer >= LEAST_SIGNED && integer <= MOST_UNSIGNED) return String(integer);
  const isOne = integer >= WIDEST_SIGNED && integer <= WIDEST_UNSIGNED;
  return isOne ? undefined : (floatIn(text) ?? text);
}

/** Decimal ones have no zeros in front. */
function integerIn(text: string): bigint | null {
  const found = /^([-+]?)(0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+|0|[1-9]\d*)$/.exec(text);
  if (found === null) return null;
  const [, sign, digits = ''] = found;
  return sign === '-' ? -BigInt(digits) : BigInt(digits);
}

function floatIn(text: string): string | null {
  const infinity = /^([-+]?)\.(?:inf|Inf|INF)$/.exec(text);
  if (infinity !== null) return infinity[1] === '-' ? '-.inf' : '.inf';
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return '.nan';
  const isNumber = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) && !/^[-+]?0\d+$/.test(text);
  const value = isNumber ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? floatText(value) : null;
}

/** The shortest digits that stand for it; a power of ten behind them where there would be many zeros. */
function floatText(value: number): string {
  const [mantissa = '', exponent = ''] = Math.abs(value).toExponential().split('e');
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const digits = mantissa.replace('.', '');
  const point = Number(exponent) + 1;
  if (value === 0) return `${sign}0.0`;
  if (point > 16 || point <= -5) return `${sign}${mantissa}e${Number(exponent)}`;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  const whole = digits.padEnd(point, '0');
  return `${sign}${whole.slice(0, point)}.${whole.slice(point) || '0'}`;
}
