// Reads a page strictly and lists what is wrong with it: nesting, labels, landmarks, things that need a script.

const VOID = new Set(['meta', 'link', 'input', 'br', 'img', 'hr']);

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Every element in order. @throws Error when tags are not nested properly */
export function elementsOf(page: string): Element[] {
  const elements: Element[] = [];
  const open: string[] = [];
  const markup = page
    .replace(/<style>[\s\S]*?<\/style>/g, '<style></style>')
    .replace(/^<!doctype html>\n/, '');
  for (const [whole, closing, name = '', rest = ''] of markup.matchAll(/<(\/?)([a-z][a-z0-9]*)([^<>]*)>/g)) {
    if (closing === '/') {
      if (open.pop() !== name) throw new Error(`${whole} closes what is not open`);
      continue;
    }
    elements.push({ name, attributes: attributesOf(rest) });
    if (!VOID.has(name)) open.push(name);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  const stray = markup.replace(/<\/?[a-z][a-z0-9]*[^<>]*>/g, '').match(/[<>]/);
  if (stray !== null) throw new Error('an angle bracket that belongs to no tag');
  return elements;
}

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  const rest = text.replace(/\s+([a-z-]+)(?:="([^"]*)")?/g, (_, name: string, value = '') => {
    found[name] = value;
    return '';
  });
  if (rest.trim() !== '') throw new Error(`not an attribute: ${rest}`);
  return found;
}

export function problemsOf(page: string): string[] {
  const elements = elementsOf(page);
  const count = (name: string): number => elements.filter((element) => element.name === name).length;
  const all = (name: string): string[] => elements.flatMap(({ attributes }) => attributes[name] ?? []);
  const ids = all('id');
  const problems: string[] = [];
  const check = (isGood: boolean, problem: string): void => {
    if (!isGood) problems.push(problem);
  };
  check(page.startsWith('<!doctype html>'), 'no doctype');
  check(elements[0]?.name === 'html' && elements[0].attributes.lang === 'en', 'no language');
  check(/<title>[^<]{5,}<\/title>/.test(page), 'no title');
  for (const landmark of ['main', 'h1', 'header'])
    check(count(landmark) === 1, `${landmark}: ${count(landmark)}`);
  check(all('name').includes('viewport') && page.includes('width=device-width'), 'no viewport');
  check(new Set(ids).size === ids.length, 'an id twice');
  for (const id of [...all('for'), ...all('aria-describedby').flatMap((list) => list.split(' '))])
    check(ids.includes(id), `nothing has the id ${id}`);
  for (const { name, attributes } of elements) {
    check(name !== 'script' && name !== 'iframe' && name !== 'img', `${name} is there`);
    check(
      !Object.keys(attributes).some((key) => key.startsWith('on') || key === 'style'),
      `${name}: inline code`,
    );
    const isField = name === 'input' && attributes.type !== 'hidden';
    if (isField) check(all('for').includes(attributes.id ?? ''), 'a field without a label');
    if (name === 'form') check(attributes.method === 'post', 'a form that is not posted');
  }
  return problems;
}
