import { expect, test } from 'vitest';
import { TransportError } from '../../src/transport/errors.js';
import { formatSocketAddress, isLoopback, parseListenUrl } from '../../src/transport/listen-url.js';

const newer = { hasUnixAndOff: true };
const older = { hasUnixAndOff: false };

test.each([
  ['stdio://', { kind: 'stdio' }],
  ['ws://127.0.0.1:0', { kind: 'websocket', host: '127.0.0.1', port: 0 }],
  ['ws://127.0.0.1:65535', { kind: 'websocket', host: '127.0.0.1', port: 65535 }],
  ['ws://[::1]:4222', { kind: 'websocket', host: '::1', port: 4222 }],
])('%s is understood by both versions', (url, expected) => {
  expect(parseListenUrl(url, newer)).toEqual(expected);
  expect(parseListenUrl(url, older)).toEqual(expected);
});

test.each([
  ['unix:///run/a.sock', { kind: 'unix', path: '/run/a.sock' }],
  ['unix://a.sock', { kind: 'unix', path: 'a.sock' }],
  ['unix://', { kind: 'unix', path: undefined }],
  ['off', { kind: 'off' }],
])('%s is understood by the newer version only', (url, expected) => {
  expect(parseListenUrl(url)).toEqual(expected);
  expect(() => parseListenUrl(url, older)).toThrow(
    `unsupported --listen URL \`${url}\`; expected \`stdio://\` or \`ws://IP:PORT\``,
  );
});

test.each([
  'ws://',
  'ws://localhost:0',
  'ws://127.0.0.1',
  'ws://127.0.0.1:99999',
  'ws://127.0.0.1:0/',
  'ws://127.0.0.1:0/path',
  'ws://[::1]:0/x',
  'ws://1.2.3:4',
  'ws://::1:80',
  'ws://127.0.0.1:',
  'ws://[127.0.0.1]:5',
  'ws://127.0.0.1:+5',
  'ws://01.2.3.4:5',
])('%s is refused with the text for a bad WebSocket address', (url) => {
  for (const grammar of [newer, older]) {
    expect(() => parseListenUrl(url, grammar)).toThrow(
      new TransportError(
        'bad_address',
        `invalid websocket --listen URL \`${url}\`; expected \`ws://IP:PORT\``,
      ),
    );
  }
});

test.each([
  '',
  'stdio',
  'stdio://x',
  'wss://127.0.0.1:0',
  'WS://127.0.0.1:0',
  'http://127.0.0.1:1',
  'OFF',
  'off://',
  'unix:',
  'unix:/tmp/x',
  ' ws://127.0.0.1:0',
])('%j is refused with the text for an unknown address', (url) => {
  expect(() => parseListenUrl(url, newer)).toThrow(
    `unsupported --listen URL \`${url}\`; expected \`stdio://\`, \`unix://\`, \`unix://PATH\`, \`ws://IP:PORT\`, or \`off\``,
  );
});

test('addresses are loopback or not, and printed with brackets where needed', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '192.0.2.1', '::', '::ffff:127.0.0.1', 'localhost'].some(isLoopback)).toBe(false);
  expect(formatSocketAddress('::1', 5)).toBe('[::1]:5');
  expect(formatSocketAddress('127.0.0.1', 5)).toBe('127.0.0.1:5');
});
