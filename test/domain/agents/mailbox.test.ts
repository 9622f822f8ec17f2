import { expect, test } from 'vitest';
import { Mailbox } from '../../../src/domain/agents/mailbox.js';
import { agentLetter, failureText, finalAnswer } from '../../../src/domain/agents/team-texts.js';

const note = agentLetter('MESSAGE', '/root', { path: '/root/a', text: 'by the way' });
const job = agentLetter('NEW_TASK', '/root', { path: '/root/a', text: 'do it' });
const task = { by: 'parent', turnId: 'turn', rootTurnId: 'root turn' };

test('a task keeps the notes before it for the turn that it starts', () => {
  const mail = new Mailbox();
  mail.put({ item: note, task: null });
  mail.put({ item: job, task });
  expect(mail.task).toEqual(task);
  expect(mail.takeNotes()).toEqual([]);
  expect(mail.take()).toEqual([note, job]);
  expect(mail.isEmpty).toBe(true);
  expect(mail.task).toBeNull();
});

test('notes alone are told at the end of a turn', () => {
  const mail = new Mailbox();
  mail.put({ item: note, task: null });
  expect(mail.takeNotes()).toEqual([note]);
  expect(mail.isEmpty).toBe(true);
});

test('whoever waits hears of the next letter, not of those before', async () => {
  const mail = new Mailbox();
  mail.put({ item: note, task: null });
  let arrived = 0;
  const waiting = mail.arrival.then(() => {
    arrived += 1;
  });
  await Promise.resolve();
  expect(arrived).toBe(0);
  mail.put({ item: job, task });
  await waiting;
  expect(arrived).toBe(1);
});

test('what a model writes is sealed, what an agent has come to is not', () => {
  expect(job.content).toEqual([
    { type: 'input_text', text: 'Message Type: NEW_TASK\nTask name: /root/a\nSender: /root\nPayload:\n' },
    { type: 'encrypted_content', encrypted_content: 'do it' },
  ]);
  expect(finalAnswer('/root/a', '/root', failureText('nope'))).toMatchObject({
    type: 'agent_message',
    author: '/root/a',
    recipient: '/root',
    content: [
      {
        type: 'input_text',
        text: expect.stringMatching(/^Message Type: FINAL_ANSWER\n.*\n.*\nPayload:\nAgent errored: nope\n/),
      },
    ],
  });
});
