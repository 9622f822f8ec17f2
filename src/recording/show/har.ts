// A recording as an HTTP archive 1.2: one entry for every connection, its messages in `_webSocketMessages` as
// Chromium writes them. Over stdio, too: the address is then made up.

import type { Recording } from '../reader.js';

export function exportHar({ header, frames, entries }: Recording): string {
  const start = Date.parse(header?.startedAt ?? '') || 0;
  const connections = [...new Set(frames.map(({ conn }) => conn))];
  return `${JSON.stringify(
    {
      log: {
        version: '1.2',
        creator: { name: 'app-server-test-client', version: '1' },
        entries: connections.map((conn) => {
          const own = frames.filter((frame) => frame.conn === conn);
          const [first = 0, last = 0] = [own[0]?.t, own.at(-1)?.t];
          const closed = entries.find((entry) => entry.kind === 'close' && entry.conn === conn);
          return {
            startedDateTime: new Date(start + first).toISOString(),
            time: last - first,
            request: message({ method: 'GET', url: urlOf(header), queryString: [] }),
            response: message({
              status: 101,
              statusText: 'Switching Protocols',
              content: { size: 0, mimeType: 'x-unknown' },
              redirectURL: '',
            }),
            cache: {},
            timings: { send: 0, wait: 0, receive: last - first },
            _resourceType: 'websocket',
            ...(closed === undefined
              ? {}
              : { comment: `closed by ${closed.kind === 'close' ? closed.by : ''}` }),
            _webSocketMessages: own.map(({ dir, t, text }) => ({
              type: dir === 'out' ? 'send' : 'receive',
              time: (start + t) / 1000,
              opcode: 1,
              data: text,
            })),
          };
        }),
      },
    },
    null,
    1,
  )}\n`;
}

function message(own: object): object {
  return { ...own, httpVersion: 'HTTP/1.1', cookies: [], headers: [], headersSize: -1, bodySize: -1 };
}

function urlOf(header: Recording['header']): string {
  const [target = ''] = header?.target ?? [];
  return /^wss?:/.test(target) ? target : 'ws://stdio.invalid/';
}
