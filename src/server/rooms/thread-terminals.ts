// thread/shellCommand and thread/backgroundTerminals/*: commands of the user in a thread, and those of the model that
// go on when their turn is over.

import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { pageFrom } from '../page-of.js';
import { defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';

export const threadTerminals = defineRoom('thread/terminals', ({ agent }) => ({
  'thread/shellCommand': (params) => {
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
    return pageFrom(shown, params.cursor == null ? 0 : wholeNumber(params.cursor, 'cursor'), params.limit);
  },

  'thread/backgroundTerminals/terminate': (params) => {
    const { terminals } = agent.liveThread(threadIdOf(params));
    const processId = wholeNumber(params.processId, 'background terminal process id');
    return { terminated: terminals.terminate(processId) };
  },
}));

/** In the words of the real server's parser. */
function wholeNumber(text: string, what: string): number {
  if (/^\+?\d{1,9}$/.test(text)) return Number(text);
  const why = text === '' ? 'cannot parse integer from empty string' : 'invalid digit found in string';
  throw new RpcError(RpcCode.invalidRequest, `invalid ${what}: ${why}`);
}
