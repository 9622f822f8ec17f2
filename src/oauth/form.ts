// Form and query encoding in the two flavours that codex versions use.

/** `rfc3986` leaves only unreserved characters alone; `form` is what browsers send: `+` for a space, `~` escaped. */
export type FormEncoding = 'rfc3986' | 'form';

export type FormFields = readonly (readonly [name: string, value: string])[];

/** `name=value` pairs in the given order. Lone surrogates become U+FFFD. */
export function encodeForm(fields: FormFields, encoding: FormEncoding): string {
  if (encoding === 'form')
    return new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();
  return fields.map(([name, value]) => `${unreservedOnly(name)}=${unreservedOnly(value)}`).join('&');
}

function unreservedOnly(text: string): string {
  const wellFormed = Buffer.from(text, 'utf8').toString('utf8');
  return encodeURIComponent(wellFormed).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The fields named in `order`, in that order; a field that is undefined is left out. */
export function inOrder(
  order: readonly string[],
  values: Readonly<Record<string, string | undefined>>,
): FormFields {
  return order.flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [[name, value] as const];
  });
}
