// The script in force when none is given: answers anything, always the same way, at a pace a person can watch.

import { plainRequests } from './plain-requests.js';
import type { Conversation } from './realtime/conversation-script.js';
import type { Reply, Script } from './script.js';

const WORD_MS = 25;
/** The five hundred words of the long answer take about six seconds. */
const LONG_WORDS_PER_SECOND = 85;

const compaction: Reply = {
  name: 'built-in: compaction',
  when: { kind: 'compaction' },
  text: 'Handoff summary by the scripted backend: nothing was decided and nothing is left to do. The newest user messages say what the conversation is about.',
};

const review: Reply = {
  name: 'built-in: review',
  when: { kind: 'review' },
  text: {
    split: 'none',
    content: JSON.stringify({
      findings: [],
      overall_correctness: 'patch is correct',
      overall_explanation:
        'The scripted backend has not read the change: no model is behind it, so it has nothing to object to.',
      overall_confidence_score: 0.5,
    }),
  },
};

// How the terminal UI of 0.169.0 has a thread named: the name of every thread would be that of the question.
const title: Reply = {
  name: 'built-in: title of a thread',
  when: {
    outputSchema: true,
    matches: '^Generate a concise, single-line task title[^]*User prompt:\\s*(?<prompt>[^"\\\\\\n]{1,36})',
  },
  text: { content: '{"title":"{{prompt}}"}', split: 'none' },
};

const structured: Reply = {
  name: 'built-in: structured output',
  when: { outputSchema: true },
  text: { content: '{{schema.sample}}', split: 'none' },
};

const afterTool: Reply = {
  name: 'built-in: after a tool',
  when: { toolOutput: true },
  text: {
    content: 'The tool answered: {{toolOutput.short}}\n\nThe scripted backend needs nothing more.',
    delayMs: WORD_MS,
  },
};

const thoroughDocs: Reply = {
  name: 'built-in: thorough docs',
  when: { matches: '\\bthorough (?:docs|documentation) (?:on|about|for|of) (?<topic>.+?)[\\s.!?]*$' },
  reasoning: {
    summary: [
      '**Planning the documentation**\n\nThe request asks for thorough docs on {{topic}}, so a long answer with sections fits best.',
      '**Choosing the sections**\n\nOverview, concepts, getting started, operation, troubleshooting, and a closing note.',
    ],
    delayMs: WORD_MS,
  },
  text: { content: thoroughText(), tokensPerSecond: LONG_WORDS_PER_SECOND },
};

const anything: Reply = {
  name: 'built-in: any message',
  when: { matches: '\\S' },
  reasoning: {
    summary: '**Reading the message**\n\nIt says: {{user.short}}',
    delayMs: WORD_MS,
  },
  text: {
    content: [
      'You said: “{{user.short}}”',
      'This answer comes from the scripted backend of app-server-test-client: no model is behind it, and it says the same every time. ',
      'Ask it to “respond with thorough docs on <any topic>” for a long stream, or give it a script of your own.',
    ].join('\n\n'),
    delayMs: WORD_MS,
  },
};

const nothingSaid: Reply = {
  name: 'built-in: no message',
  times: 'always',
  text: {
    content: 'There was no message to answer. This is the scripted backend of app-server-test-client.',
    delayMs: WORD_MS,
  },
};

/** Speaks whenever somebody writes. */
const echo: Conversation = {
  name: 'built-in: conversation',
  times: 'always',
  repeat: true,
  steps: [{ await: 'text' }, 'You said: “{{text.short}}”'],
};

/** Every request finds a reply here. */
export const defaultScript: Script = {
  replies: [
    compaction,
    review,
    title,
    structured,
    ...plainRequests,
    afterTool,
    thoroughDocs,
    anything,
    nothingSaid,
  ],
  conversations: [echo],
};

function thoroughText(): string {
  return `# {{topic}}

These pages describe {{topic}} from the first look to daily work. They are written by the scripted backend of app-server-test-client, so they are long on form and short on facts: their purpose is a stream that lasts long enough to watch, to join in the middle, and to compare.

## Overview

Every subject worth documenting has three layers. The first is what a newcomer sees: names, shapes, and the shortest path to a result. The second is what a regular user relies on: rules that hold without exception, limits that are stated in numbers, and errors that say what to do next. The third is what a maintainer protects: the few decisions from which everything else follows. The sections below take {{topic}} through these layers one after the other.

## Concepts

- **Boundary.** Where {{topic}} begins and what it leaves to others. A clear boundary is worth more than a long list of features, because it tells a reader when to stop looking.
- **State.** What is remembered between two steps, who may change it, and what survives a restart. Whatever is not written down here should be assumed lost.
- **Order.** Which events follow each other by promise and which only by habit. Tests should lean on promises.
- **Failure.** How each operation fails, whether it may be tried again, and what the caller is told.

## Getting started

1. Read the overview once, from top to bottom, without trying anything.
2. Take the smallest example that runs and run it unchanged.
3. Change one thing and predict what happens before looking.
4. Write down every surprise; surprises are the best list of missing documentation.

## Operation

In daily work the same few questions return. Is it running? What is it doing right now? What did it do before, and why? Good operation of {{topic}} means that each question has one place to look and that the answer is current. Keep logs short enough to read and complete enough to trust. Measure the slow path as well as the fast one, since users remember the slow one. Before any change, know how to go back; after any change, look once with your own eyes.

## Troubleshooting

| symptom | likely cause | first step |
| --- | --- | --- |
| nothing happens | the request never arrived | look at the connection, then at the address |
| it happens twice | an answer was late and the request repeated | compare identifiers |
| it stops in the middle | the stream was cut | read the last event and the log around it |
| it is slow | something waits for something else | find the longest silence |

## Closing note

A reader who joined this stream late should now hold exactly the same text as one who watched it from the beginning: nothing lost, nothing twice. If that is so, these thorough docs on {{topic}} have done their work.
`;
}
