// Lines of standard input: with editing, history and completion on a terminal, as they come from a pipe.

import { createInterface } from 'node:readline';
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
    completer: (line: string) => [complete(line), line],
  });
  reader.on('history', onHistory);
  return {
    isTTY,
    onLine: (handler) => void reader.on('line', handler),
    onInterrupt: (handler) => void reader.on('SIGINT', handler),
    onEnd: (handler) => void reader.on('close', handler),
    prompt: (text) => {
      reader.setPrompt(text);
      reader.prompt(true);
    },
    close: () => reader.close(),
  };
}
