// thread/shellCommand and thread/backgroundTerminals/*: commands of the user in a thread, and those of the model that
// go on when their turn is over.

import { DomainError } from '../../domain/errors.js';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { pageFrom } from '../page-of.js';
import { defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';

export const threadTerminals = defineRoom('thread/terminals', ({ agent }) => ({
  'thread/shellCommand': (params) => {
    if (params.command.trim() === '') throw new DomainError({ code: 'commandEmpty' });
    agent.liveThread(threadIdOf(params)).runShellCommand(params.command);
    return {};
  },

  'thread/backgroundTerminals/clean': (params) => {
    agent.liveThread(threadIdOf(params)).terminals.clean();
    return {};
  },

  'thread/backgroundTerminals/list': (params) => {
    const all = agent.liveThread(threadIdOf(params)).terminals.list();
    const shown = all.map((terminal) => ({
      ...terminal,
      processId: String(terminal.processId),
      osPid: null,
      cpuPercent: null,
      rssKb: null,
    }));
    return pageFrom(
      shown,
      params.cursor == null ? 0 : Math.max(wholeNumber(params.cursor, 'cursor'), 0),
      params.limit,
    );
  },

  'thread/backgroundTerminals/terminate': (params) => {
    const processId = wholeNumber(params.processId, 'background terminal process id');
    const { terminals } = agent.liveThread(threadIdOf(params));
    return { terminated: terminals.terminate(processId) };
  },
}));

/** A number of 32 bits, in the words of the real server's parser. @throws RpcError */
function wholeNumber(text: string, what: string): number {
  const number = Number(text);
  if (/^[+-]?\d+$/.test(text) && (number | 0) === number) return number;
  throw new RpcError(RpcCode.invalidRequest, `invalid ${what}: ${numberProblem(text)}`);
}

function numberProblem(text: string): string {
  if (text === '') return 'cannot parse integer from empty string';
  if (!/^[+-]?\d+$/.test(text)) return 'invalid digit found in string';
  return `number too ${text.startsWith('-') ? 'small' : 'large'} to fit in target type`;
}
