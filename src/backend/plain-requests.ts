// What the built-in script does when a message plainly asks for something that a tool can do. The answer behind
// the tool is the built-in script's own.

import type { Reply } from './script.js';

// The command stands in backticks, or behind a colon.
const RUN = '\\brun\\b[^`:]*(?:`(?<quoted>[^`]+)`|:\\s*(?<bare>\\S.*?)\\s*$)';
const OUTSIDE = '\\b(?:outside (?:of )?the sandbox|with(?:out the sandbox| escalated permissions))\\b';
const NAME = '[`"“]?(?<file>[^\\s`"”]+?)[`"”]?';

const COMMAND = '{{quoted}}{{bare}}';
const JUSTIFICATION = `May this run outside the sandbox: ${COMMAND}?`;

/** As real models do, what the sandbox stopped is tried again outside it, once. */
const runAgain: Reply = {
  name: 'built-in: run outside the sandbox what the sandbox stopped',
  when: {
    matches: RUN,
    toolOutput: 'run_*',
    outputMatches: 'read-only file system|permission denied|operation not permitted',
  },
  run: { command: COMMAND, escalate: JUSTIFICATION, id: 'again_*' },
};

const runOutside: Reply = {
  name: 'built-in: run a command outside the sandbox',
  when: { matches: `(?=.*${OUTSIDE})(?:.*?)${RUN}`, toolOutput: false },
  run: { command: COMMAND, escalate: JUSTIFICATION },
};

const run: Reply = {
  name: 'built-in: run a command',
  when: { matches: RUN, toolOutput: false },
  run: { command: COMMAND, id: 'run_*' },
};

const createFile: Reply = {
  name: 'built-in: create a file',
  when: {
    matches: `\\b(?:create|write|add) (?:a |the )?(?:new )?file (?:named |called )?${NAME}(?: (?:containing|with(?: the)? (?:content|text)s?):? (?:(?<mark>[\`"“])(?<marked>.*?)[\`"”]|(?<rest>.+?))(?: using apply_patch)?)?[\\s.]*$`,
    toolOutput: false,
  },
  patch: '*** Begin Patch\n*** Add File: {{file}}\n+{{marked}}{{rest}}\n*** End Patch',
};

const replaceText: Reply = {
  name: 'built-in: change a file',
  when: {
    matches: `\\breplace [\`"“](?<old>[^\\n]+?)[\`"”] (?:with|by) [\`"“](?<new>[^\\n]*?)[\`"”] in (?:the )?(?:file )?${NAME}[\\s.]*$`,
    toolOutput: false,
  },
  patch: '*** Begin Patch\n*** Update File: {{file}}\n@@\n-{{old}}\n+{{new}}\n*** End Patch',
};

const deleteFile: Reply = {
  name: 'built-in: delete a file',
  when: { matches: `\\bdelete the file ${NAME}[\\s.]*$`, toolOutput: false },
  patch: '*** Begin Patch\n*** Delete File: {{file}}\n*** End Patch',
};

const makePlan: Reply = {
  name: 'built-in: make a plan',
  when: {
    matches: '\\b(?:make|write|show)(?: me)? a plan\\b(?: (?:for|to|of) (?<aim>.+?)[\\s.]*$)?',
    toolOutput: false,
  },
  plan: {
    explanation: 'A plan by the scripted backend.',
    steps: [
      { step: 'Read the request', status: 'completed' },
      { step: 'Do what it asks', status: 'in_progress' },
      'Look at the result',
    ],
  },
};

const askUser: Reply = {
  name: 'built-in: ask the user',
  when: { matches: '\\bask me:? (?:whether )?(?<question>.+?)\\s*$', toolOutput: false },
  ask: '{{question}}',
};

const viewImage: Reply = {
  name: 'built-in: look at an image',
  when: { matches: `\\b(?:view|look at|show) the image ${NAME}[\\s.]*$`, toolOutput: false },
  viewImage: '{{file}}',
};

const useTool: Reply = {
  name: 'built-in: use a tool',
  when: {
    matches: '\\b(?:use|call) the tool [`"]?(?<tool>[\\w.-]+)[`"]?(?: with)? (?<json>\\{.*\\})[\\s.]*$',
    toolOutput: false,
  },
  call: { name: '{{tool}}', arguments: '{{json}}' },
};

/** Tried from the top. */
export const plainRequests: readonly Reply[] = [
  runAgain,
  runOutside,
  run,
  createFile,
  replaceText,
  deleteFile,
  makePlan,
  askUser,
  viewImage,
  useTool,
];
