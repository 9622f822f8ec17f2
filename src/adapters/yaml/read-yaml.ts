// Reads the YAML people write into front matter and small metadata files: block and flow collections, all kinds of
// scalars. Scalars stay text; positions are kept for complaints, whose words are those of libyaml. Tags are passed
// over, except the one that makes a text of anything.

import { plainEnd, YamlCursor, type YamlProblem } from './yaml-cursor.js';
import { readBlockScalar, readPlain, readQuoted } from './yaml-scalars.js';

export { YamlProblem } from './yaml-cursor.js';

interface Placed {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

interface YamlScalar extends Placed {
  readonly kind: 'scalar';
  readonly text: string;
  /** Written without quotes: may stand for a number, a boolean or nothing. */
  readonly isPlain: boolean;
}
interface YamlSequence extends Placed {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
}
interface YamlMapping extends Placed {
  readonly kind: 'mapping';
  readonly entries: readonly (readonly [key: string, value: YamlNode])[];
}
export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

/** The first document of `text`; an empty one is an empty plain scalar. @throws YamlProblem */
export function readYaml(text: string): YamlNode {
  const cursor = new YamlCursor(text);
  cursor.skipBlanks();
  const node = cursor.isAtEnd ? nothing(cursor) : blockNode(cursor, 0);
  cursor.skipBlanks();
  const isWhole = cursor.isAtEnd || cursor.isAtMarker || node.kind === 'scalar';
  if (!isWhole) throw cursor.problem('did not find expected <document start>');
  return node;
}

function nothing(cursor: YamlCursor): YamlScalar {
  return { kind: 'scalar', text: '', isPlain: true, ...cursor.place };
}

/** The cursor stands on the first character of the node. */
function blockNode(cursor: YamlCursor, minIndent: number): YamlNode {
  return withProperties(cursor, () => {
    if (cursor.isAtLineEnd) return nodeBelow(cursor, minIndent);
    if (cursor.isAtDash) return blockSequence(cursor);
    if (cursor.startsKey()) return blockMapping(cursor);
    return scalarOrFlow(cursor, minIndent);
  });
}

function scalarOrFlow(cursor: YamlCursor, minIndent: number): YamlNode {
  const { place } = cursor;
  switch (cursor.char) {
    case '[':
    case '{':
      return flowNode(cursor);
    case '"':
    case "'":
      return { kind: 'scalar', text: readQuoted(cursor), isPlain: false, ...place };
    case '|':
    case '>':
      return { kind: 'scalar', text: readBlockScalar(cursor, minIndent), isPlain: false, ...place };
    case '*':
      return aliased(cursor);
    case '%':
    case '@':
    case '`':
      throw cursor.problem('found character that cannot start any token', {
        what: 'while scanning for the next token',
      });
    default:
      return { kind: 'scalar', text: readPlain(cursor, minIndent), isPlain: true, ...place };
  }
}

function blockSequence(cursor: YamlCursor): YamlSequence {
  const { place } = cursor;
  const indent = cursor.column;
  const items: YamlNode[] = [];
  while (!cursor.isAtEnd && cursor.column === indent && cursor.isAtDash) {
    cursor.advance(1);
    cursor.skipSpaces();
    items.push(
      cursor.isAtLineEnd ? nodeBelow(cursor, indent + 1, { dashes: false }) : blockNode(cursor, indent + 1),
    );
    cursor.toNextContent();
  }
  return { kind: 'sequence', items, ...place };
}

function blockMapping(cursor: YamlCursor): YamlMapping {
  const { place } = cursor;
  const indent = cursor.column;
  const entries: [string, YamlNode][] = [];
  while (!cursor.isAtEnd && !cursor.isAtMarker && cursor.column === indent) {
    if (cursor.isAtDash) break;
    const key = readKey(cursor);
    entries.push([key, valueBehind(cursor, indent)]);
    cursor.toNextContent();
  }
  if (!cursor.isAtEnd && !cursor.isAtMarker && cursor.column > indent) {
    throw cursor.problem('did not find expected key', { what: 'while parsing a block mapping' });
  }
  return { kind: 'mapping', entries, ...place };
}

function readKey(cursor: YamlCursor): string {
  const { place } = cursor;
  if (!cursor.startsKey()) {
    cursor.toLineEnd();
    cursor.toNextContent();
    throw cursor.problem("could not find expected ':'", { what: 'while scanning a simple key', at: place });
  }
  const isQuoted = cursor.char === '"' || cursor.char === "'";
  const key = isQuoted ? readQuoted(cursor) : cursor.take(plainEnd(cursor, false)).trim();
  cursor.skipSpaces();
  cursor.advance(1);
  return key;
}

/** The value behind `key:`, on the same line or below. */
function valueBehind(cursor: YamlCursor, indent: number): YamlNode {
  cursor.skipSpaces();
  return withProperties(cursor, () => {
    if (cursor.isAtLineEnd) return nodeBelow(cursor, indent + 1, { dashes: true });
    if (cursor.isAtDash) throw cursor.problem('block sequence entries are not allowed in this context');
    if (cursor.startsWith('? ')) throw cursor.problem('mapping keys are not allowed in this context');
    const value = scalarOrFlow(cursor, indent + 1);
    cursor.skipSpaces();
    if (cursor.char === ':') throw cursor.problem('mapping values are not allowed in this context');
    if (!cursor.isAtLineEnd && cursor.column > 0) {
      throw cursor.problem('did not find expected key', { what: 'while parsing a block mapping' });
    }
    return value;
  });
}

/** What stands on the following lines, if they are indented; a sequence may stand as far left as its key. */
function nodeBelow(cursor: YamlCursor, minIndent: number, { dashes = false } = {}): YamlNode {
  const empty = nothing(cursor);
  cursor.toNextContent();
  if (cursor.isAtEnd || cursor.isAtMarker) return empty;
  const isOwn = cursor.column >= minIndent || (dashes && cursor.isAtDash && cursor.column === minIndent - 1);
  return isOwn ? blockNode(cursor, cursor.column) : empty;
}

/** The node behind its anchor and its tag. */
function withProperties(cursor: YamlCursor, read: () => YamlNode): YamlNode {
  let anchor: string | null = null;
  let isText = false;
  while (cursor.char === '&' || cursor.char === '!') {
    const property = cursor.take(nameEnd(cursor));
    if (property.startsWith('&')) anchor = property.slice(1);
    else isText ||= property === '!' || property === '!!str';
    cursor.skipSpaces();
  }
  const told = read();
  const node = isText && told.kind === 'scalar' ? { ...told, isPlain: false } : told;
  if (anchor !== null) cursor.anchors.set(anchor, node);
  return node;
}

/** What an anchor before stands at. */
function aliased(cursor: YamlCursor): YamlNode {
  const { place } = cursor;
  const problem = cursor.problem('unknown anchor');
  const node = cursor.anchors.get(cursor.take(nameEnd(cursor)).slice(1)) as YamlNode | undefined; // set by this file alone
  if (node === undefined) throw problem;
  return { ...node, ...place };
}

function nameEnd({ text, at }: YamlCursor): number {
  const length = text.slice(at).search(/[\s,[\]{}]/);
  return length === -1 ? text.length : at + length;
}

function flowNode(cursor: YamlCursor): YamlNode {
  return withProperties(cursor, () => flowContent(cursor));
}

function flowContent(cursor: YamlCursor): YamlNode {
  const { place } = cursor;
  const { char } = cursor;
  if (char === '*') return aliased(cursor);
  if (char === '[') return { kind: 'sequence', items: flowItems(cursor), ...place };
  if (char === '{') return { kind: 'mapping', entries: flowEntries(cursor), ...place };
  if (char === '"' || char === "'")
    return { kind: 'scalar', text: readQuoted(cursor), isPlain: false, ...place };
  const text = cursor.take(plainEnd(cursor, true)).trim();
  return { kind: 'scalar', text, isPlain: true, ...place };
}

function flowItems(cursor: YamlCursor): YamlNode[] {
  const items: YamlNode[] = [];
  eachInFlow(cursor, { close: ']', what: 'while parsing a flow sequence' }, () => {
    items.push(flowNode(cursor));
  });
  return items;
}

function flowEntries(cursor: YamlCursor): [string, YamlNode][] {
  const entries: [string, YamlNode][] = [];
  eachInFlow(cursor, { close: '}', what: 'while parsing a flow mapping' }, () => {
    const key = flowNode(cursor);
    cursor.skipBlanks();
    let value: YamlNode = nothing(cursor);
    if (cursor.char === ':') {
      cursor.advance(1);
      cursor.skipBlanks();
      if (!cursor.startsWith(',') && !cursor.startsWith('}')) value = flowNode(cursor);
    }
    entries.push([key.kind === 'scalar' ? key.text : '', value]);
  });
  return entries;
}

function eachInFlow(
  cursor: YamlCursor,
  { close, what }: { close: string; what: string },
  member: () => void,
): void {
  const at = cursor.place;
  cursor.advance(1);
  cursor.skipBlanks();
  while (cursor.char !== close) {
    if (cursor.isAtEnd) throw unclosed();
    member();
    cursor.skipBlanks();
    if (cursor.char === ',') {
      cursor.advance(1);
      cursor.skipBlanks();
    } else if (cursor.char !== close) throw unclosed();
  }
  cursor.advance(1);

  function unclosed(): YamlProblem {
    return cursor.problem(`did not find expected ',' or '${close}'`, { what, at });
  }
}
