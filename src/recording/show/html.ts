// A recording as one HTML page without scripts or anything from elsewhere: a row for every message, which unfolds.

import { messagesOf, type Recording } from '../reader.js';
import { escaped } from './markup.js';
import { sayLanes, timelineOf } from './timeline.js';

const STYLE = `body{font:14px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color-scheme:light dark}
summary{display:grid;grid-template-columns:5rem 2rem 3rem minmax(0,1fr) 6rem;gap:.5rem;cursor:pointer;font-variant-numeric:tabular-nums}
summary>:first-child,summary>:last-child{text-align:right;opacity:.7}
summary{margin:0}details:first-of-type{margin-top:1rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#8881;padding:.5rem;margin:.25rem 0 1rem 7rem}
small{opacity:.7}.refused{color:#c22}`;

export function exportHtml(recording: Recording): string {
  const messages = messagesOf(recording.frames);
  const timeline = timelineOf(messages);
  const rows = timeline.map(({ t, dir, lane, depth, what, detail, took }, index) => {
    const time = (t / 1000).toFixed(3);
    const isRefused = what.endsWith(' refused');
    return `<details><summary><span>${time}</span><span>${dir === 'out' ? '→' : '←'}</span><span>${lane}</span><span${isRefused ? ' class="refused"' : ''} style="padding-left:${depth}rem">${escaped(what)} <small>${escaped(detail)}</small></span><span>${took === undefined ? '' : `${took.toFixed(1)} ms`}</span></summary><pre>${escaped(pretty(messages[index]?.frame.text ?? ''))}</pre></details>`;
  });
  const { header } = recording;
  const title = escaped(header === undefined ? 'Session' : header.target.join(' '));
  const about =
    header === undefined ? '' : `<p>${header.transport}, ${header.startedAt}, ${rows.length} messages</p>`;
  const lanes = sayLanes(timeline)
    .map((lane) => `<div><small>${escaped(lane)}</small></div>`)
    .join('');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style><h1>${title}</h1>${about}${lanes}\n${rows.join('\n')}\n</html>\n`;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
