import { describe, expect, it } from 'vitest';
import { approvalRules } from '../../../src/cli/approvals/rules.js';

const command = (text: string) => ({
  method: 'item/commandExecution/requestApproval',
  params: { command: text, cwd: '/work' },
});

describe('approval rules', () => {
  it('answer by the first rule that fits, and not at all when none does', () => {
    const rules = approvalRules(
      [
        { kind: 'command', command: '^rm ', answer: 'cancel' },
        { kind: 'command', cwd: '^/work$', answer: 'accept' },
        { kind: 'tool', tool: 'weather', result: { success: true, contentItems: [] } },
        { kind: 'item/fileChange/requestApproval', answer: 'acceptForSession' },
        { kind: 'time', error: 'no clock' },
      ],
      'rules.yaml',
    );
    expect(rules.answer(command('rm -r x'))).toBe('cancel');
    expect(rules.answer(command('ls'))).toBe('accept');
    expect(rules.answer({ method: 'item/tool/call', params: { tool: 'weather' } })).toEqual({
      result: { success: true, contentItems: [] },
    });
    expect(rules.answer({ method: 'item/tool/call', params: { tool: 'other' } })).toBeUndefined();
    expect(rules.answer({ method: 'item/fileChange/requestApproval', params: {} })).toBe('acceptForSession');
    expect(rules.answer({ method: 'currentTime/read', params: {} })).toEqual({
      error: { code: -32000, message: 'no clock' },
    });
  });

  it('are used up after as many times as they say', () => {
    const rules = approvalRules([{ answer: 'accept', times: 1 }, { answer: 'decline' }], 'r');
    expect([rules.answer(command('a')), rules.answer(command('b'))]).toEqual(['accept', 'decline']);
  });

  it('know the first version of the protocol too', () => {
    const rules = approvalRules([{ kind: 'command', command: 'git push', answer: 'decline' }], 'r');
    expect(rules.answer({ method: 'execCommandApproval', params: { command: ['git', 'push'] } })).toBe(
      'decline',
    );
  });

  it.each([
    [{}, 'is no list'],
    [['accept'], 'rule 1 is no object'],
    [[{ answer: 'yes' }], 'answer "yes" is none of accept'],
    [[{ kind: 'comand', answer: 'accept' }], 'kind "comand" is none of command'],
    [[{ comand: 'x', answer: 'accept' }], 'has "comand"'],
    [[{ command: '(', answer: 'accept' }], 'no regular expression'],
    [[{ answer: 'accept', result: {} }], 'exactly one of'],
    [[{ kind: 'command' }], 'exactly one of'],
    [[{ answer: 'accept', times: 0 }], '"times" is no number'],
    [[{ error: {} }], '"error" is a text'],
  ])('are refused when they make no sense: %j', (value, message) => {
    expect(() => approvalRules(value, 'r')).toThrow(message);
  });
});
