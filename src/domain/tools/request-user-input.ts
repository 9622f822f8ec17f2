// request_user_input: puts questions to the user and waits. Only while a plan is being made, and never on behalf of a
// sub-agent or a reviewer.

import { Arguments } from './arguments.js';
import { functionTool, type Tool, ToolRefusal, text } from './tool.js';
import type { ToolRules } from './tool-rules.js';

const object = (properties: Readonly<Record<string, unknown>>): unknown => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

export function requestUserInput(rules: ToolRules): Tool {
  return {
    name: 'request_user_input',
    kind: 'function',
    offered: ({ subagent }) => {
      if (subagent !== null && !rules.questionsAreOfferedToAgents) return null;
      return functionTool(
        'request_user_input',
        'Asks the user one to three short questions and waits for the answers. Works in Plan mode only.',
        {
          questions: {
            type: 'array',
            description: 'The questions, three at most.',
            items: object({
              id: text('A name for the question, to find its answer by.'),
              header: text('A label of twelve characters or fewer.'),
              question: text('The question, in one sentence.'),
              options: {
                type: 'array',
                description: 'Two or three answers that exclude each other; the client adds a free one.',
                items: object({
                  label: text('The answer, in a few words.'),
                  description: text('What choosing it means, in a sentence.'),
                }),
              },
            }),
          },
        },
        ['questions'],
      );
    },
    async run(call, context) {
      if (context.subagent !== null) {
        throw new ToolRefusal('request_user_input can only be used by the root thread');
      }
      if (context.settings.collaborationMode?.mode !== 'plan') {
        throw new ToolRefusal('request_user_input is unavailable in Default mode');
      }
      const questions = new Arguments(call.input).objects('questions').map((question) => ({
        id: question.text('id'),
        header: question.text('header'),
        question: question.text('question'),
        isOther: true,
        isSecret: false,
        options: question.objects('options').map((option) => ({
          label: option.text('label'),
          description: option.text('description'),
        })),
      }));
      if (questions.some(({ options }) => options.length === 0)) {
        throw new ToolRefusal('request_user_input requires non-empty options for every question');
      }
      const { threadId, turnId } = context;
      const answer = await context.ask({
        method: 'item/tool/requestUserInput',
        params: {
          threadId,
          turnId,
          itemId: call.callId,
          questions,
          isBlocking: true,
          autoResolutionMs: null,
        },
        flag: 'waitingOnUserInput',
      });
      return { output: JSON.stringify({ answers: 'result' in answer ? answersIn(answer.result) : {} }) };
    },
  };
}

/** By question, only what has the shape of an answer. */
function answersIn(result: unknown): Record<string, { answers: string[] }> {
  const { answers } = (result ?? {}) as { answers?: unknown };
  const found: Record<string, { answers: string[] }> = {};
  if (typeof answers !== 'object' || answers === null) return found;
  for (const [id, entry] of Object.entries(answers)) {
    const given: unknown = (entry as { answers?: unknown } | null)?.answers;
    if (Array.isArray(given)) found[id] = { answers: given.filter((one) => typeof one === 'string') };
  }
  return found;
}
