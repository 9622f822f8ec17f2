import { expect, test } from 'vitest';
import { lineLogger } from '../../src/server/logger.js';

function lines(options: { level?: 'debug' | 'warn'; format?: 'plain' | 'json' }) {
  const written: string[] = [];
  return { written, logger: lineLogger({ write: (line) => written.push(line), now: () => 0, ...options }) };
}

test('warnings and errors are written by default, the rest is not', () => {
  const { written, logger } = lines({});
  logger.log('error', 'one');
  logger.log('warn', 'two', { connection: 3 });
  logger.log('info', 'three');
  expect(written).toEqual([
    '1970-01-01T00:00:00.000Z ERROR one\n',
    '1970-01-01T00:00:00.000Z WARN two connection=3\n',
  ]);
});

test('a JSON log holds one object a line, fields beside the message', () => {
  const { written, logger } = lines({ format: 'json', level: 'debug' });
  logger.log('debug', 'one', { method: 'turn/start' });
  expect(written.map((line) => JSON.parse(line))).toEqual([
    { time: '1970-01-01T00:00:00.000Z', level: 'debug', message: 'one', method: 'turn/start' },
  ]);
});
