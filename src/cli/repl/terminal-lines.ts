// Lines of standard input: with editing, history and completion on a terminal, as they come from a pipe.

import { createInterface } from 'node:readline';
import { callbackify } from 'node:util';
import type { LineReader, LineReaderOptions } from './line-reader.js';

export function readTerminalLines({ history, onHistory, complete }: LineReaderOptions): LineReader {
  const isTTY = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const reader = createInterface({
    input: process.stdin,
    output: isTTY ? process.stdout : undefined,
    terminal: isTTY,
    history: [...history],
    historySize: 500,
    removeHistoryDuplicates: true,
    completer: callbackify(async (line: string) => [[...(await complete(line))], line] as [string[], string]),
  });
  reader.on('history', onHistory);
  return {
    isTTY,
    onLine: (handler) => void reader.on('line', handler),
    onInterrupt: (handler) =>
      void reader.on('SIGINT', () => {
        if (reader.line === '') return handler();
        reader.write(null, { ctrl: true, name: 'e' });
        reader.write(null, { ctrl: true, name: 'u' });
      }),
    onEnd: (handler) => void reader.on('close', handler),
    prompt: (text) => {
      reader.setPrompt(text);
      reader.prompt(true);
    },
    close: () => reader.close(),
  };
}
