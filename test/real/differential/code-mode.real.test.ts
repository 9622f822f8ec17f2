// Scripts that call tools, run on, or are asked about, ours beside the real 0.169.0.

import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type CodePlay, playedCode } from '../support/code-plays.js';
import { PNG, SOURCES, WAITS } from '../support/code-sources.js';
import { playReal } from '../support/play-real.js';
import { sharedServers } from '../support/shared-servers.js';

const TOOLS_OF_CLIENT = {
  dynamicTools: [
    {
      type: 'function',
      name: 'own_tool',
      description: 'Own.',
      inputSchema: { type: 'object', properties: {} },
    },
    {
      type: 'namespace',
      name: 'grp',
      description: 'G',
      tools: [
        {
          type: 'function',
          name: 'later-x',
          description: 'L',
          deferLoading: true,
          inputSchema: { type: 'object', properties: {} },
        },
        { type: 'function', name: 'now', description: 'N', inputSchema: { type: 'object', properties: {} } },
      ],
    },
  ],
};

const PLAYS: readonly CodePlay[] = [
  {
    name: 'store',
    steps: [
      "store('a',{x:[1]}); text(load('a')); text(load('b')); const v=load('a'); v.x.push(2); text(load('a'))",
      "text(load('a')); store('a', undefined); text(load('a'))",
      "text(load('a'))",
    ],
  },
  { name: 'store failing', steps: ["store('q', 1); throw new Error('x')", "text(load('q'))"] },
  {
    name: 'terminate mid call',
    steps: [
      "const r = tools.exec_command({cmd:'sleep 0.6; echo z', login:false}); await new Promise(r=>setTimeout(r,250)); text('bye')",
      "await new Promise(r=>setTimeout(r,900)); text('k')",
    ],
  },
  {
    name: 'json order',
    steps: ['text(await tools.own({z:1,a:2}))'],
    answer: { result: { success: true, contentItems: [] } },
    thread: {
      dynamicTools: [
        {
          type: 'function',
          name: 'own',
          description: 'Own.',
          inputSchema: { type: 'object', properties: {} },
        },
      ],
    },
  },
  {
    name: 'terminate',
    steps: [
      '// @exec: {"yield_time_ms": 100}\ntext(\'a\'); while(true){}',
      { wait: { cell_id: 'CELL1', terminate: true } },
      { wait: { cell_id: 'CELL1', terminate: true } },
      "text('still works')",
    ],
  },
  {
    name: 'terminate2',
    steps: [
      "// @exec: {\"yield_time_ms\": 100}\ntext('a'); await new Promise(r=>setTimeout(r,200)); text('b'); await new Promise(()=>{})",
      { wait: { cell_id: 'CELL1', yield_time_ms: 400 } },
      { wait: { cell_id: 'CELL1', terminate: true } },
    ],
  },
  {
    name: 'end then terminate',
    steps: [
      '// @exec: {"yield_time_ms": 100}\nawait new Promise(r=>setTimeout(r,250)); text(\'b\');',
      'await new Promise(r=>setTimeout(r,500))',
      { wait: { cell_id: 'CELL1', terminate: true } },
      { wait: { cell_id: 'CELL1' } },
    ],
  },
  {
    name: 'end then wait',
    steps: [
      "// @exec: {\"yield_time_ms\": 100}\nawait new Promise(r=>setTimeout(r,250)); text('b');throw new Error('e')",
      'await new Promise(r=>setTimeout(r,500))',
      { wait: { cell_id: 'CELL1' } },
      { wait: { cell_id: 'CELL1' } },
    ],
  },
  {
    name: 'fail in wait',
    steps: [
      "// @exec: {\"yield_time_ms\": 100}\nawait new Promise(r=>setTimeout(r,250)); text('b'); throw new Error('x')",
      { wait: { cell_id: 'CELL1', yield_time_ms: 500 } },
    ],
  },
  {
    name: 'yield_control',
    steps: [
      "text('a'); yield_control(); text('b'); await new Promise(r=>setTimeout(r,100)); text('c')",
      { wait: { cell_id: 'CELL1' } },
    ],
  },
  {
    name: 'yield_control twice',
    steps: [
      "text('a'); yield_control(); await new Promise(r=>setTimeout(r,100)); text('c'); yield_control(); await new Promise(r=>setTimeout(r,100)); text('d')",
      { wait: { cell_id: 'CELL1' } },
      { wait: { cell_id: 'CELL1' } },
    ],
  },
  { name: 'yield ret', steps: ['text(String(yield_control()))', { wait: { cell_id: 'CELL1' } }] },
  { name: 'yield_control end', steps: ['yield_control()', { wait: { cell_id: 'CELL1' } }] },
  {
    name: 'two yields parallel',
    steps: [
      [
        '// @exec: {"yield_time_ms": 100}\nawait new Promise(r=>setTimeout(r,300)); text(\'p1\')',
        '// @exec: {"yield_time_ms": 100}\nawait new Promise(r=>setTimeout(r,300)); text(\'p2\')',
      ],
      [{ wait: { cell_id: 'CELL1' } }, { wait: { cell_id: 'CELL2' } }],
    ],
  },
  {
    name: 'two waits',
    steps: [
      '// @exec: {"yield_time_ms": 100}\nawait new Promise(r=>setTimeout(r,500)); text(\'p1\')',
      [{ wait: { cell_id: 'CELL1' } }, { wait: { cell_id: 'CELL1' } }],
    ],
  },
  {
    name: 'wait + terminate',
    steps: [
      '// @exec: {"yield_time_ms": 100}\nawait new Promise(r=>setTimeout(r,1500)); text(\'p1\')',
      [{ wait: { cell_id: 'CELL1' } }, { wait: { cell_id: 'CELL1', terminate: true } }],
    ],
  },
  {
    name: 'wait cmd',
    steps: [
      "// @exec: {\"yield_time_ms\": 100}\nconst r=await tools.exec_command({cmd:'sleep 0.4; echo hi', login:false}); text(r.output); notify('hm')",
      { wait: { cell_id: 'CELL1' } },
    ],
  },
  {
    name: 'notify then yield',
    steps: [
      "// @exec: {\"yield_time_ms\": 100}\nnotify('n1'); await new Promise(r=>setTimeout(r,300)); notify('n2'); text('later')",
      { wait: { cell_id: 'CELL1' } },
    ],
  },
  {
    name: 'limit wait',
    steps: [
      '// @exec: {"yield_time_ms": 100}\nawait new Promise(r=>setTimeout(r,200));text(\'a\'.repeat(500))',
      { wait: { cell_id: 'CELL1', max_tokens: 20 } },
    ],
  },
  {
    name: 'limit wait big',
    steps: [
      "// @exec: {\"yield_time_ms\": 100}\ntext('q'.repeat(500));await new Promise(r=>setTimeout(r,200));text('a'.repeat(500))",
      { wait: { cell_id: 'CELL1', max_tokens: 0 } },
    ],
  },
  {
    name: 'wait yields limit',
    steps: [
      '// @exec: {"yield_time_ms": 100,"max_output_tokens":5}\nawait new Promise(r=>setTimeout(r,200));text(\'a\'.repeat(500))',
      { wait: { cell_id: 'CELL1' } },
    ],
  },
  {
    name: 'parallel',
    steps: [
      "const [a,b]=await Promise.all([tools.exec_command({cmd:'sleep 0.3; echo a',login:false}),tools.exec_command({cmd:'sleep 0.3; echo b',login:false})]); text(a.output+b.output)",
    ],
    isUnordered: true,
  },
  {
    name: 'declined',
    steps: [
      "try{ text(await tools.exec_command({cmd:'touch x', login:false})) }catch(e){ text('caught '+e) }",
    ],
    turn: { approvalPolicy: 'untrusted' },
    answer: { result: { decision: 'decline' } },
  },
  {
    name: 'accepted',
    steps: ["text((await tools.exec_command({cmd:'touch x; echo done', login:false})).output)"],
    turn: { approvalPolicy: 'untrusted' },
    answer: { result: { decision: 'accept' } },
  },
  {
    name: 'cancel',
    steps: ["text((await tools.exec_command({cmd:'touch x; echo done', login:false})).output)"],
    turn: { approvalPolicy: 'untrusted' },
    answer: { result: { decision: 'cancel' } },
  },
  {
    name: 'own',
    steps: [
      "const r=await tools.own_tool({a:'x'}); text(typeof r); text(r)",
      "text(ALL_TOOLS.map(t=>t.name).join(' ')); text(await tools.grp__later_x({b:1})); text(ALL_TOOLS.find(t=>t.name.startsWith('grp')))",
    ],
    answer: { result: { success: true, contentItems: [{ type: 'inputText', text: '{"j":1}' }] } },
    thread: TOOLS_OF_CLIENT,
  },
  {
    name: 'own fail',
    steps: ["const r=await tools.own_tool('x'); text(typeof r); text(r)"],
    answer: { result: { success: false, contentItems: [{ type: 'inputText', text: 'bad' }] } },
    thread: TOOLS_OF_CLIENT,
  },
  {
    name: 'own parts',
    steps: ['const r=await tools.own_tool({}); text(typeof r); text(r);'],
    answer: {
      result: {
        success: true,
        contentItems: [
          { type: 'inputText', text: 't' },
          { type: 'inputText', text: 'u' },
          { type: 'inputImage', imageUrl: `data:image/png;base64,${PNG}` },
        ],
      },
    },
    thread: TOOLS_OF_CLIENT,
  },
  {
    name: 'own err',
    steps: ['const r=await tools.own_tool({}); text(typeof r); text(r);'],
    answer: { error: { code: -1, message: 'no' } },
    thread: TOOLS_OF_CLIENT,
  },
  {
    name: 'direct call in only',
    steps: [
      { part: { call: { name: 'exec_command', arguments: { cmd: 'echo direct', login: false }, id: 'd' } } },
    ],
  },
  { name: 'notify after', steps: ["notify(5); notify([1]); notify('a','b')"], isUnordered: true },
];

const onStage = sharedServers({ SHELL: '/bin/bash' });

async function compare(play: CodePlay): Promise<void> {
  const ours = await playedCode(onStage, 'ours', play);
  const real = await playReal(
    () => playedCode(onStage, 'real', play),
    (theirs) => isDeepStrictEqual(ours, theirs),
  );
  expect(ours).toEqual(real);
  expect(ours.some((line) => line.startsWith('turn '))).toBe(true);
}

describe('scripts of a model beside the real 0.169.0', () => {
  it.each(SOURCES)('say the same: %j', (source) => compare({ name: source, steps: [source] }), 60_000);

  it.each(WAITS)(
    'are waited for in the same words: %j',
    (wait) => compare({ name: wait, steps: [{ wait }] }),
    60_000,
  );

  it.each(PLAYS)('do the same: $name', (play) => compare(play), 60_000);
});
