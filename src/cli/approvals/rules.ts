// `--approve-rules FILE`: answers by kind and content of what the server asks. The first rule that fits decides.
// docs/approval-rules.md shows the format.

import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Decision, PolicyAnswer, ServerRequest } from '../../client/index.js';
import { messageOf } from '../../util/coded-error.js';
import { listAt, textAt } from '../../util/peek.js';
import { UsageError } from '../errors.js';

/** Short names of the kinds of requests; a method's own name works as well. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  command: ['item/commandExecution/requestApproval', 'execCommandApproval'],
  patch: ['item/fileChange/requestApproval', 'applyPatchApproval'],
  permissions: ['item/permissions/requestApproval'],
  input: ['item/tool/requestUserInput'],
  tool: ['item/tool/call'],
  elicitation: ['mcpServer/elicitation/request'],
  tokens: ['account/chatgptAuthTokens/refresh'],
  attestation: ['attestation/generate'],
  time: ['currentTime/read'],
};

const ANSWERS = ['accept', 'acceptForSession', 'decline', 'cancel', 'leave', 'ask'] as const;
type Answer = (typeof ANSWERS)[number];

interface Rule {
  readonly methods: readonly string[] | undefined;
  readonly patterns: readonly { readonly read: (params: unknown) => string; readonly pattern: RegExp }[];
  readonly answer: PolicyAnswer | 'ask';
  times: number;
}

export interface ApprovalRules {
  /** What the first rule that fits says; undefined when none does. */
  answer(request: Pick<ServerRequest, 'method' | 'params'>): PolicyAnswer | 'ask' | undefined;
}

/** @throws UsageError `bad_option` when the file cannot be read or a rule makes no sense */
export async function loadApprovalRules(path: string): Promise<ApprovalRules> {
  let value: unknown;
  try {
    value = parse(await readFile(path, 'utf8')); // JSON is YAML
  } catch (thrown) {
    throw new UsageError('bad_option', `--approve-rules ${path} cannot be read: ${messageOf(thrown)}`);
  }
  return approvalRules(value, path);
}

/** @throws UsageError `bad_option` */
export function approvalRules(value: unknown, source: string): ApprovalRules {
  if (!Array.isArray(value)) throw new UsageError('bad_option', `${source} is no list of rules.`);
  const rules = value.map((written, index) => readRule(written, `${source}: rule ${index + 1}`));
  return {
    answer({ method, params }) {
      const rule = rules.find(
        ({ methods, patterns, times }) =>
          times > 0 &&
          (methods === undefined || methods.includes(method)) &&
          patterns.every(({ read, pattern }) => pattern.test(read(params))),
      );
      if (rule !== undefined) rule.times -= 1;
      return rule?.answer;
    },
  };
}

/** What a pattern is held against, by its key. */
const READERS: Readonly<Record<string, (params: unknown) => string>> = {
  command: (params) => listAt(params, 'command').join(' ') || (textAt(params, 'command') ?? ''),
  cwd: (params) => textAt(params, 'cwd') ?? '',
  reason: (params) => textAt(params, 'reason') ?? '',
  tool: (params) => textAt(params, 'tool') ?? '',
  server: (params) => textAt(params, 'serverName') ?? '',
  params: (params) => JSON.stringify(params) ?? '',
};

const KEYS = ['kind', 'times', 'answer', 'result', 'error', ...Object.keys(READERS)];

function readRule(written: unknown, where: string): Rule {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) {
    throw new UsageError('bad_option', `${where} is no object.`);
  }
  const members: Readonly<Record<string, unknown>> = { ...written };
  const unknown = Object.keys(members).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) {
    throw new UsageError('bad_option', `${where} has "${unknown}"; known are ${KEYS.join(', ')}.`);
  }
  const { kind, times = Number.POSITIVE_INFINITY } = members;
  if (kind !== undefined && typeof kind !== 'string') {
    throw new UsageError('bad_option', `${where}: "kind" is no text.`);
  }
  if (kind !== undefined && KINDS[kind] === undefined && !kind.includes('/')) {
    const known = Object.keys(KINDS).join(', ');
    throw new UsageError('bad_option', `${where}: kind "${kind}" is none of ${known}, and no method.`);
  }
  if (typeof times !== 'number' || !(times >= 1)) {
    throw new UsageError('bad_option', `${where}: "times" is no number of at least 1.`);
  }
  const patterns = Object.entries(READERS).flatMap(([key, read]) =>
    members[key] === undefined ? [] : [{ read, pattern: patternOf(members[key], `${where}: "${key}"`) }],
  );
  const methods = kind === undefined ? undefined : (KINDS[kind] ?? [kind]);
  return { methods, patterns, answer: answerOf(members, where), times };
}

function patternOf(source: unknown, where: string): RegExp {
  if (typeof source !== 'string') throw new UsageError('bad_option', `${where} is no text.`);
  try {
    return new RegExp(source);
  } catch (thrown) {
    throw new UsageError('bad_option', `${where} is no regular expression: ${messageOf(thrown)}.`);
  }
}

function answerOf(
  { answer, result, error }: Readonly<Record<string, unknown>>,
  where: string,
): PolicyAnswer | 'ask' {
  if ([answer, result, error].filter((given) => given !== undefined).length !== 1) {
    throw new UsageError('bad_option', `${where} needs exactly one of "answer", "result" and "error".`);
  }
  if (result !== undefined) return { result };
  if (error !== undefined) return errorOf(error, where);
  const known = ANSWERS.find((word): word is Decision & Answer => word === answer);
  if (known === undefined) {
    throw new UsageError(
      'bad_option',
      `${where}: answer ${JSON.stringify(answer)} is none of ${ANSWERS.join(', ')}.`,
    );
  }
  return known;
}

function errorOf(error: unknown, where: string): PolicyAnswer {
  const message = typeof error === 'string' ? error : textAt(error, 'message');
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : -32000;
  if (message === undefined || typeof code !== 'number') {
    throw new UsageError('bad_option', `${where}: "error" is a text, or "code" and "message".`);
  }
  return { error: { code, message } };
}
