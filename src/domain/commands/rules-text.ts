// The text of a rules file → rules. Such files are Starlark; this reads what people and amendments write in them: calls
// of prefix_rule, network_rule and host_executable with literal arguments, names given to literals, and comments.
// Anything else is a problem, and a file with a problem counts for nothing.

import { splitWords } from '../../util/shell-words.js';
import { type HostRules, normalHost } from '../network/network-limits.js';
import { DECISIONS, type Decision, matchesPrefix, type PrefixRule } from './exec-policy.js';

/** Why a rules file cannot be used. Line and column count from 1. */
export class RulesProblem extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.name = 'RulesProblem';
    this.line = line;
    this.column = column;
  }
}

export interface RulesText {
  readonly rules: readonly PrefixRule[];
  readonly hosts: HostRules;
}

/** @throws RulesProblem */
export function parseRules(text: string): RulesText {
  return new RulesReader(text).read();
}

type Value = string | readonly Value[];

interface Token {
  readonly kind: 'name' | 'string' | 'mark' | 'newline' | 'end';
  readonly text: string;
  readonly at: number;
}

const TOKEN =
  /[ \t\r]+|#[^\n]*|(?<newline>\n)|(?<name>[A-Za-z_]\w*)|(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<mark>[()[\],=])/y;

class RulesReader {
  readonly #text: string;
  readonly #names = new Map<string, Value>();
  readonly #rules: PrefixRule[] = [];
  readonly #hosts = { allow: [] as string[], deny: [] as string[] };
  #at = 0;
  #token: Token;

  constructor(text: string) {
    this.#text = text;
    this.#token = this.#readToken();
  }

  read(): RulesText {
    while (this.#token.kind !== 'end') {
      if (this.#token.kind === 'newline') this.#next();
      else this.#statement();
    }
    const { allow: allowed, deny: denied } = this.#hosts;
    return { rules: this.#rules, hosts: { allowed, denied } };
  }

  #statement(): void {
    const start = this.#token;
    if (start.kind !== 'name') throw this.#problem('expected a rule', start);
    this.#next();
    if (this.#isMark('=')) {
      this.#next();
      this.#names.set(start.text, this.#value());
    } else {
      const given = this.#arguments();
      if (start.text === 'prefix_rule') this.#rules.push(this.#prefixRule(given, start));
      else if (start.text === 'network_rule') this.#networkRule(given);
      else if (start.text !== 'host_executable') {
        throw this.#problem(`Variable \`${start.text}\` not found`, start);
      }
    }
    if (this.#token.kind !== 'newline' && this.#token.kind !== 'end') {
      throw this.#problem('expected the end of the line', this.#token);
    }
  }

  #arguments(): Map<string, Value> {
    const given = new Map<string, Value>();
    this.#expect('(');
    while (!this.#isMark(')')) {
      const name = this.#inside();
      if (name.kind !== 'name') throw this.#problem('expected a named argument', name);
      this.#next();
      this.#expect('=');
      given.set(name.text, this.#value());
      this.#inside();
      if (!this.#isMark(')')) this.#expect(',');
      this.#inside();
    }
    this.#next();
    return given;
  }

  #value(): Value {
    const token = this.#inside();
    this.#next();
    if (token.kind === 'string') return unescaped(token.text);
    if (token.kind === 'name') {
      const known = this.#names.get(token.text);
      if (known === undefined) throw this.#problem(`Variable \`${token.text}\` not found`, token);
      return known;
    }
    if (token.kind !== 'mark' || token.text !== '[') throw this.#problem('expected a text or a list', token);
    const items: Value[] = [];
    while (this.#inside().text !== ']') {
      items.push(this.#value());
      this.#inside();
      if (!this.#isMark(']')) this.#expect(',');
    }
    this.#next();
    return items;
  }

  /** Which protocol it is about makes no difference, as in the real servers. */
  #networkRule(given: ReadonlyMap<string, Value>): void {
    const [host, decision] = [given.get('host'), given.get('decision')];
    if (typeof host !== 'string' || (decision !== 'allow' && decision !== 'deny')) return;
    this.#hosts[decision].push(normalHost(host));
  }

  #prefixRule(given: ReadonlyMap<string, Value>, start: Token): PrefixRule {
    const pattern = given.get('pattern');
    if (!Array.isArray(pattern)) throw this.#problem('prefix_rule needs a pattern', start);
    if (pattern.length === 0) throw this.#problem('invalid pattern element: pattern cannot be empty', start);
    const decision = given.get('decision') ?? 'allow';
    if (!isDecision(decision)) throw this.#problem(`invalid decision: ${String(decision)}`, start);
    const justification = given.get('justification') ?? null;
    if (Array.isArray(justification) || justification === '') {
      throw this.#problem('invalid rule: justification cannot be empty', start);
    }
    const rule: PrefixRule = {
      pattern: pattern.map((element: Value) => this.#alternatives(element, start)),
      decision,
      justification: justification as string | null, // lists were refused above
    };
    this.#checkExamples(rule, given, start);
    return rule;
  }

  #alternatives(element: Value, start: Token): string[] {
    const words = typeof element === 'string' ? [element] : element;
    if (words.length === 0 || !words.every((word): word is string => typeof word === 'string')) {
      throw this.#problem('invalid pattern element: expected a text or a list of texts', start);
    }
    return [...words];
  }

  #checkExamples(rule: PrefixRule, given: ReadonlyMap<string, Value>, start: Token): void {
    const missed = this.#examples(given.get('match'), start).filter((words) => !matchesPrefix(rule, words));
    if (missed.length > 0) {
      const list = JSON.stringify(missed.map((words) => words.join(' ')));
      throw this.#problem(
        `expected every example to match at least one rule; unmatched examples: ${list}`,
        start,
      );
    }
    const hit = this.#examples(given.get('not_match'), start).find((words) => matchesPrefix(rule, words));
    if (hit !== undefined) throw this.#problem(`expected example to not match rule: ${hit.join(' ')}`, start);
  }

  #examples(value: Value | undefined, start: Token): string[][] {
    if (value === undefined) return [];
    if (typeof value === 'string') throw this.#problem('examples must be a list', start);
    return value.map((example) => {
      const words = typeof example === 'string' ? splitWords(example) : example;
      if (words === null || words.length === 0) throw this.#problem('invalid example: no words', start);
      return words.map(String);
    });
  }

  /** The next token, with line ends left out as inside brackets. */
  #inside(): Token {
    while (this.#token.kind === 'newline') this.#next();
    return this.#token;
  }

  #expect(mark: string): void {
    if (!this.#isMark(mark)) throw this.#problem(`expected \`${mark}\``, this.#token);
    this.#next();
  }

  #isMark(mark: string): boolean {
    return this.#token.kind === 'mark' && this.#token.text === mark;
  }

  #next(): void {
    this.#token = this.#readToken();
  }

  #readToken(): Token {
    while (this.#at < this.#text.length) {
      TOKEN.lastIndex = this.#at;
      const found = TOKEN.exec(this.#text);
      if (found === null) {
        throw this.#problem(`cannot read ${JSON.stringify(this.#text.charAt(this.#at))}`, { at: this.#at });
      }
      const at = this.#at;
      this.#at = TOKEN.lastIndex;
      const kind = (['newline', 'name', 'string', 'mark'] as const).find((name) => found.groups?.[name]);
      if (kind !== undefined) return { kind, text: found[0], at };
    }
    return { kind: 'end', text: '', at: this.#text.length };
  }

  #problem(message: string, { at }: { readonly at: number }): RulesProblem {
    const before = this.#text.slice(0, at).split('\n');
    return new RulesProblem(message, before.length, (before.at(-1)?.length ?? 0) + 1);
  }
}

function isDecision(value: Value): value is Decision {
  return typeof value === 'string' && value in DECISIONS;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function unescaped(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, char: string) =>
      code === undefined ? (ESCAPES[char] ?? char) : String.fromCharCode(Number.parseInt(code, 16)),
    );
}
