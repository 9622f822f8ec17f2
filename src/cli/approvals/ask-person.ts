// Asks the person at the terminal, after showing all that the server says of what it wants to do.

import type { Decision, PolicyAnswer, ServerRequest } from '../../client/index.js';
import { at, listAt, textAt } from '../../util/peek.js';
import type { CommandContext } from '../command.js';
import { describeServerRequest } from '../output/describe-item.js';
import { firstLines, printable } from '../output/text.js';
import type { FileChangeText } from './file-changes.js';

/** Longer diffs are cut; the whole one is in the frames that `--raw` and `--json` show. */
const DIFF_LINES = 60;

const KEYS: Readonly<Record<string, Decision>> = {
  y: 'accept',
  yes: 'accept',
  a: 'acceptForSession',
  always: 'acceptForSession',
  n: 'decline',
  no: 'decline',
  c: 'cancel',
  cancel: 'cancel',
};

/** Asks until the answer can be understood; when input ends the answer is no. */
export async function askPerson(
  { io, output }: CommandContext,
  request: ServerRequest,
  changes: readonly FileChangeText[],
): Promise<PolicyAnswer> {
  if (request.signal.aborted) return 'decline';
  output.waiting(undefined);
  if (request.method === 'item/tool/requestUserInput') return askQuestions(io, request);
  for (const line of explain(request, changes)) output.warn(printable(line));
  const choices = choicesOf(request);
  const what = printable(describeServerRequest(request.method, request.params));
  for (;;) {
    const answer = await io.ask(`Allow to ${what}? ${choices.text}: `, request.signal);
    if (answer === undefined) return 'decline';
    const decision = KEYS[answer.trim().toLowerCase()];
    if (decision !== undefined && choices.allowed.includes(decision)) return decision;
  }
}

/** Everything the request says that a decision may depend on, a line each. */
function explain({ params }: ServerRequest, changes: readonly FileChangeText[]): string[] {
  const rows: [string, string | undefined][] = [
    ['command', commandText(params)],
    ['cwd', textAt(params, 'cwd')],
    ['reason', textAt(params, 'reason')],
    ['host', textAt(params, 'networkApprovalContext', 'host')],
    ['root', textAt(params, 'grantRoot')],
    ['rights', jsonOf(at(params, 'permissions') ?? at(params, 'additionalPermissions'))],
    ['message', textAt(params, 'message')],
    ['url', textAt(params, 'url')],
    ['input', jsonOf(at(params, 'arguments'))],
  ];
  const lines = rows
    .filter(([, text]) => text !== undefined && text !== '')
    .map(([label, text]) => `  ${label.padEnd(8)} ${text?.replaceAll('\n', `\n  ${' '.repeat(9)}`)}`);
  for (const { path, kind, diff } of changes) {
    lines.push(`  ${kind.padEnd(8)} ${path}`);
    if (diff !== '') lines.push(indented(firstLines(diff.trimEnd(), DIFF_LINES)));
  }
  return lines;
}

function commandText(params: unknown): string | undefined {
  const words = listAt(params, 'command');
  return words.length > 0 ? words.join(' ') : textAt(params, 'command');
}

function jsonOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}

interface Choices {
  readonly allowed: readonly Decision[];
  readonly text: string;
}

/** Only commands, files and rights can be allowed for the whole session; a server may leave out more. */
function choicesOf({ method, params }: ServerRequest): Choices {
  const offered = listAt(params, 'availableDecisions');
  const hasSession = /[aA]pproval$/.test(method);
  const allowed = (['accept', 'acceptForSession', 'decline', 'cancel'] as const).filter((decision) => {
    if (decision === 'acceptForSession' && !hasSession) return false;
    return decision === 'decline' || offered.length === 0 || offered.includes(decision);
  });
  const words: Readonly<Record<Decision, string>> = {
    accept: '[y]es',
    acceptForSession: '[a]lways in this session',
    decline: '[n]o',
    cancel: '[c]ancel the turn',
  };
  return { allowed, text: allowed.map((decision) => words[decision]).join(', ') };
}

async function askQuestions(io: CommandContext['io'], request: ServerRequest): Promise<PolicyAnswer> {
  const answers: Record<string, { answers: string[] }> = {};
  for (const question of listAt(request.params, 'questions')) {
    const options = listAt(question, 'options').map((option) => textAt(option, 'label') ?? '');
    const choices = options.map((label, index) => `\n  ${index + 1}. ${label}`).join('');
    const text = printable(`${textAt(question, 'question') ?? ''}${choices}\n> `);
    const given = await io.ask(text, request.signal);
    if (given === undefined) return 'decline';
    const chosen = options[Number(given.trim()) - 1] ?? given.trim();
    answers[String(at(question, 'id'))] = { answers: [chosen] };
  }
  return { result: { answers } };
}
