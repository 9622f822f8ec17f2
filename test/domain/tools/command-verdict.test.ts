// May a command run? Policies, sandboxes and rules against each other.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTrustedReadOnly } from '../../../src/domain/commands/trusted.js';
import {
  type CommandQuestion,
  commandVerdict,
  escalationRefusal,
  looksDenied,
} from '../../../src/domain/tools/approval/command-verdict.js';
import type { ApprovalPolicy } from '../../../src/domain/tools/approval/policy-name.js';
import { loadProfile } from '../../../src/protocol/index.js';
import { toolRulesOf } from '../../../src/server/tool-rules.js';

const newest = toolRulesOf(loadProfile('0.169.0'));
const oldest = toolRulesOf(loadProfile('0.118.0'));

const bash = (script: string): string[] => ['/bin/bash', '-lc', script];
const rule = (decision: 'allow' | 'prompt' | 'forbidden', ...words: string[]) => ({
  pattern: words.map((word) => [word]),
  decision,
  justification: null,
});

function question(script: string, more: Partial<CommandQuestion> = {}): CommandQuestion {
  return {
    argv: bash(script),
    policy: 'on-request',
    isUnconfined: false,
    escalated: false,
    needsPermissions: false,
    justification: null,
    prefixRule: null,
    userRules: [],
    ...more,
  };
}

describe('a command', () => {
  test('runs confined where it is not asked about, and free where nothing is confined', () => {
    expect(commandVerdict(question('make'), newest)).toEqual({ type: 'run', sandboxed: true });
    const free = question('make', { policy: 'never', isUnconfined: true });
    expect(commandVerdict(free, newest)).toEqual({ type: 'run', sandboxed: false });
  });

  test('is asked about when it wants to leave the sandbox, with its reason and rule', () => {
    const asked = question('touch x', { escalated: true, justification: 'May I?', prefixRule: ['touch'] });
    expect(commandVerdict(asked, newest)).toEqual({
      type: 'ask',
      reason: 'May I?',
      sandboxed: false,
      amendment: ['touch'],
    });
  });

  test('under untrusted runs unasked only in 0.118.0, and only when it reads', () => {
    const reading = question('ls', { policy: 'untrusted' });
    expect(commandVerdict(reading, oldest).type).toBe('run');
    expect(commandVerdict(reading, newest).type).toBe('ask');
    expect(commandVerdict(question('ls > x', { policy: 'untrusted' }), oldest).type).toBe('ask');
  });

  test('follows the rules of people before the policy', () => {
    const userRules = [rule('allow', 'make'), rule('forbidden', 'curl'), rule('prompt', 'git')];
    expect(commandVerdict(question('make', { userRules, policy: 'untrusted' }), newest)).toEqual({
      type: 'run',
      sandboxed: false,
    });
    expect(commandVerdict(question('make && curl x', { userRules }), newest).type).toBe('refuse');
    expect(commandVerdict(question('git push', { userRules }), newest)).toMatchObject({
      type: 'ask',
      amendment: null,
    });
    expect(commandVerdict(question('git push', { userRules, policy: 'never' }), newest).type).toBe('refuse');
  });

  test('that removes by force is asked about, or refused where nobody may be', () => {
    for (const script of ['rm -rf x', 'ls && rm -f x', 'sudo rm -rf x']) {
      expect(commandVerdict(question(script), newest).type).toBe('ask');
      expect(commandVerdict(question(script, { policy: 'never' }), newest).type).toBe('refuse');
      expect(commandVerdict(question(script, { policy: 'never' }), oldest).type).toBe('run');
    }
  });

  test('is never run unasked under untrusted unless it is trusted or allowed', () => {
    const words = fc.constantFrom('ls', 'cat', 'touch', 'rm', '-f', 'x', '&&', '|', '>', ';', '$(id)', '*');
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 6 }), (parts) => {
        const script = parts.join(' ');
        const { type } = commandVerdict(question(script, { policy: 'untrusted' }), oldest);
        if (type === 'run') expect(isTrustedReadOnly(bash(script))).toBe(true);
      }),
    );
  });
});

describe('asking to leave the sandbox', () => {
  const granular = (sandbox_approval: boolean): ApprovalPolicy => ({
    granular: { sandbox_approval, rules: true, mcp_elicitations: true },
  });

  test('is refused by every policy that lets nobody be asked', () => {
    expect(escalationRefusal('on-request', newest)).toBeNull();
    expect(escalationRefusal(granular(true), newest)).toBeNull();
    expect(escalationRefusal(granular(true), oldest)).toContain('Granular(');
    expect(escalationRefusal(granular(false), newest)).toContain('sandbox_approval: false');
    expect(escalationRefusal('untrusted', newest)).toBeNull();
    expect(escalationRefusal('untrusted', oldest)).toContain('UnlessTrusted');
    expect(escalationRefusal('never', newest)).toContain('approval policy is Never; reject command');
  });
});

describe('a failure', () => {
  test('counts as the sandbox only with its words, and with no code of its own', () => {
    expect(looksDenied(1, "touch: cannot touch 'x': Read-only file system")).toBe(true);
    expect(looksDenied(1, 'no such file')).toBe(false);
    expect(looksDenied(127, 'permission denied')).toBe(false);
    expect(looksDenied(0, 'permission denied')).toBe(false);
  });
});
