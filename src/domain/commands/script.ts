// A shell script of plain commands → their words. Deliberately small: words, quotes, and the operators that join
// commands. Whatever else a shell knows (redirections, expansions, substitutions, groups, keywords, background jobs)
// makes a script "not understood", which everything built on this treats as untrusted.

/** One word of a command, with its quotes taken off. */
export interface Word {
  readonly text: string;
  /** False when the shell may make other words of it: a glob, a brace list, a home folder. */
  readonly isLiteral: boolean;
  /** False for a glob and the like, and where single characters were quoted by a backslash. */
  readonly isPlain: boolean;
}

export interface ScriptCommand {
  /** At least one. */
  readonly words: readonly Word[];
  /** What stands between it and the command before; null for the first. */
  readonly joinedBy: '&&' | '||' | ';' | '|' | null;
}

/** The commands of a script in order, or null when it holds anything but plain commands. */
export function parseScript(script: string): readonly ScriptCommand[] | null {
  const tokens = tokensOf(script);
  if (tokens === null) return null;
  const commands: ScriptCommand[] = [];
  let words: Word[] = [];
  let joinedBy: ScriptCommand['joinedBy'] = null;
  for (const token of [...tokens, { operator: 'end' } as const]) {
    if ('text' in token) {
      words.push(token);
      continue;
    }
    if (words.length > 0) commands.push({ words, joinedBy });
    else if (!mayBeEmpty(token.operator, joinedBy)) return null;
    if (token.operator === 'end') break;
    // An empty line, or one after an operator, changes nothing.
    if (words.length > 0) joinedBy = token.operator === 'newline' ? ';' : token.operator;
    words = [];
  }
  if (commands.some(({ words: [first] }) => first === undefined || !isCommandName(first))) return null;
  return commands.length === 0 ? null : commands;
}

type Operator = '&&' | '||' | ';' | '|' | 'newline';
type Token = Word | { readonly operator: Operator };

/** Lines may be empty, and a list may end with `;`; any other operator needs a command on both sides. */
function mayBeEmpty(operator: Operator | 'end', joinedBy: ScriptCommand['joinedBy']): boolean {
  if (operator === 'newline') return true;
  return operator === 'end' && (joinedBy === null || joinedBy === ';');
}

const KEYWORDS: ReadonlySet<string> = new Set(
  'if then else elif fi for while until do done case esac select function time coproc in ! { } [ [['.split(
    ' ',
  ),
);

function isCommandName({ text, isLiteral }: Word): boolean {
  return isLiteral && text !== '' && !KEYWORDS.has(text) && !/^[A-Za-z_]\w*\+?=/.test(text);
}

/** Characters that end a word or mean something of their own outside quotes. */
const SPECIAL = /[\s'"\\$`&|;<>()#]/;
const GLOB = /[*?[\]{}~]/;
const OPERATORS = ['&&', '||', ';', '|'] as const;

function tokensOf(script: string): Token[] | null {
  const tokens: Token[] = [];
  for (let at = 0; at < script.length; ) {
    const char = script.charAt(at);
    if (char === ' ' || char === '\t') {
      at += 1;
    } else if (char === '\n') {
      tokens.push({ operator: 'newline' });
      at += 1;
    } else {
      const operator = OPERATORS.find((one) => script.startsWith(one, at));
      if (operator !== undefined) {
        const after = script.charAt(at + operator.length);
        if (after === '&' || after === '|' || (operator === ';' && after === ';')) return null;
        tokens.push({ operator });
        at += operator.length;
      } else {
        const word = wordAt(script, at);
        if (word === null) return null;
        tokens.push(word.word);
        at = word.end;
      }
    }
  }
  return tokens;
}

function wordAt(script: string, start: number): { word: Word; end: number } | null {
  let text = '';
  let isLiteral = true;
  let isPlain = true;
  let at = start;
  for (; at < script.length; ) {
    const char = script.charAt(at);
    if (!SPECIAL.test(char)) {
      if (GLOB.test(char)) isLiteral = false;
      if (char === '^') isPlain = false;
      text += char;
      at += 1;
    } else if (char === "'") {
      const end = script.indexOf("'", at + 1);
      if (end === -1) return null;
      text += script.slice(at + 1, end);
      at = end + 1;
    } else if (char === '"') {
      const quoted = doubleQuoted(script, at + 1);
      if (quoted === null) return null;
      text += quoted.text;
      isPlain &&= !quoted.isEscaped;
      at = quoted.end + 1;
    } else if (char === '\\') {
      const next = script.charAt(at + 1);
      if (next === '' || next === '\n') return null;
      text += next;
      isPlain = false;
      at += 2;
    } else if (char === '#' && at > start) {
      text += char;
      at += 1;
    } else break;
  }
  // Nothing was read: a character this parser leaves alone. A digit before `<` or `>` belongs to a redirection.
  return at === start ? null : { word: { text, isLiteral, isPlain: isPlain && isLiteral }, end: at };
}

function doubleQuoted(
  script: string,
  start: number,
): { text: string; end: number; isEscaped: boolean } | null {
  let text = '';
  let isEscaped = false;
  for (let at = start; at < script.length; at += 1) {
    const char = script.charAt(at);
    if (char === '"') return { text, end: at, isEscaped };
    if (char === '$' || char === '`') return null;
    if (char === '\\') {
      const next = script.charAt(at + 1);
      if (next === '' || next === '\n') return null;
      if ('"\\$`'.includes(next)) {
        isEscaped = true;
        at += 1;
      }
    }
    text += script.charAt(at);
  }
  return null;
}

const SHELLS: ReadonlySet<string> = new Set(['bash', 'sh', 'zsh']);

/** The script a command gives to a shell (`bash -lc SCRIPT`), or null when it is no such command. */
export function scriptOf(argv: readonly string[]): string | null {
  const [program = '', flag, script] = argv;
  if (argv.length !== 3 || script === undefined || (flag !== '-lc' && flag !== '-c')) return null;
  return SHELLS.has(program.slice(program.lastIndexOf('/') + 1)) ? script : null;
}

/** Words that no shell has read: they are what they are. */
export function plainWords(argv: readonly string[]): Word[] {
  return argv.map((text) => ({ text, isLiteral: true, isPlain: true }));
}
