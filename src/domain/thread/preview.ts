// What a list shows of a thread: the first words that were said in it.

/** What comes before the request in messages that some editors send. */
const REQUEST_MARK = '## My request for Codex:';
const SILENT: readonly (readonly [word: string, kinds: readonly string[]])[] = [
  ['[Image]', ['image', 'local_image', 'localImage']],
  ['[Audio]', ['audio', 'local_audio', 'localAudio']],
];

/** The request in a message; a message without words has a word of its own. @param kinds of all its parts */
export function previewText(text: string, kinds: readonly string[]): string {
  const mark = text.indexOf(REQUEST_MARK);
  const request = (mark === -1 ? text : text.slice(mark + REQUEST_MARK.length)).trim();
  if (request !== '') return request;
  return SILENT.find(([, silent]) => silent.some((kind) => kinds.includes(kind)))?.[0] ?? '';
}
