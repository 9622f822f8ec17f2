// A recording as Markdown: a table to read, the whole messages below it to unfold.

import { messagesOf, type Recording } from '../reader.js';
import { sayLanes, timelineOf } from './timeline.js';

export function exportMarkdown(recording: Recording): string {
  const messages = messagesOf(recording.frames);
  const timeline = timelineOf(messages);
  const rows = timeline.map(({ t, dir, lane, what, detail, took }) => {
    const cells = [
      (t / 1000).toFixed(3),
      dir === 'out' ? '→' : '←',
      lane,
      what,
      detail,
      took?.toFixed(1) ?? '',
    ];
    return `| ${cells.map(cell).join(' | ')} |`;
  });
  const { header } = recording;
  return [
    '# Session',
    '',
    header === undefined
      ? 'Printed by a command.'
      : `\`${header.target.join(' ')}\`, over ${header.transport}, ${header.startedAt}.`,
    ...sayLanes(timeline).flatMap((lane) => ['', lane]),
    '',
    '| s | | thread | message | | ms |',
    '| ---: | --- | --- | --- | --- | ---: |',
    ...rows,
    '',
    '<details><summary>Messages</summary>',
    '',
    '````json',
    ...messages.map(({ frame }) => frame.text),
    '````',
    '',
    '</details>',
    '',
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
