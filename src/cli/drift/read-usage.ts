// What `--used-by` points to: a recording, a source file, or a tree of sources.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Usage, type UsedMessage, usageOfMessages, usageOfSources } from '../../drift/index.js';
import { RecordingError } from '../../recording/errors.js';
import { messagesOf, readRecording } from '../../recording/reader.js';
import { messageOf } from '../../util/coded-error.js';
import { UsageError } from '../errors.js';

const SOURCES =
  /\.(ts|tsx|mts|cts|js|jsx|mjs|cjs|py|rs|go|java|kt|swift|cs|rb|php|dart|ex|lua|el|vue|svelte)$/;
const SKIPPED = new Set(['node_modules', 'dist', 'build', 'target', 'vendor']);
/** Bytes; a bigger file is not written by a person. */
const LARGEST = 2 << 20;

/** @throws UsageError when nothing can be read there */
export function readUsage(where: string): Usage {
  try {
    if (statSync(where).isDirectory()) return usageOfSources(sourcesBelow(where));
    if (/\.jsonl$|\.ndjson$/.test(where)) return usageOfRecording(where);
    return usageOfSources([readFileSync(where, 'utf8')]);
  } catch (thrown) {
    throw new UsageError('bad_option', `--used-by ${where} cannot be read: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}

/** Of a recording its messages; of other JSON lines every word. */
function usageOfRecording(file: string): Usage {
  try {
    const messages = messagesOf(readRecording(file).frames).flatMap(({ message, method }): UsedMessage[] =>
      message === undefined || method === undefined ? [] : [{ ...message, method }],
    );
    // A recording of something else would be told that hardly anything concerns it.
    if (messages.length === 0) throw new Error('it holds no messages');
    return usageOfMessages(messages);
  } catch (thrown) {
    if (!(thrown instanceof RecordingError) || thrown.code !== 'not_a_recording') throw thrown;
    return usageOfSources([readFileSync(file, 'utf8')]);
  }
}

function* sourcesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name) && !entry.name.startsWith('.')) yield* sourcesBelow(full);
    } else if (entry.isFile() && SOURCES.test(entry.name) && statSync(full).size <= LARGEST) {
      yield readFileSync(full, 'utf8');
    }
  }
}
