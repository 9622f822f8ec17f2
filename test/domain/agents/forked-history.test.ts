import { expect, test } from 'vitest';
import { saidInTheEnd } from '../../../src/domain/agents/forked-history.js';
import type { ModelItem } from '../../../src/domain/records.js';

const message = (role: string, text: string, more: object = {}): ModelItem => ({
  type: 'message',
  role,
  content: [{ type: 'input_text', text }],
  ...more,
});

test('a forked agent begins with what the user said and final answers, and nothing that it is told anew', () => {
  const asked = message('user', 'do it');
  const answered = message('assistant', 'done', { phase: 'final_answer' });
  const history = [
    message('developer', 'be careful'),
    message('user', '<environment_context>\n</environment_context>'),
    message('user', '# AGENTS.md instructions for /work'),
    asked,
    message('assistant', 'on it', { phase: 'commentary' }),
    { type: 'function_call', call_id: 'call_1', name: 'exec_command', arguments: '{}' },
    { type: 'function_call_output', call_id: 'call_1', output: 'hi' },
    answered,
  ];
  expect(saidInTheEnd(history)).toEqual([asked, answered]);
});
