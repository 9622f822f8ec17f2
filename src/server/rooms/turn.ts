// turn/*: input for a thread, and the end of a turn before its time.

import type { ToolNews } from '../../domain/turn/tool-news.js';
import { assertNoRemoteImages } from '../../domain/turn/user-content.js';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import type { ParamsOf } from '../../protocol/index.js';
import { reply } from '../reply.js';
import { grantedChanges } from '../requirements.js';
import { defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';
import { stepOverrides, turnOverrides } from '../thread-params.js';

export const turn = defineRoom('turn', ({ agent, config, environments, oneOff, profile: { quirks } }) => ({
  'turn/start': (params) => {
    assertNoRemoteImages(params.input, { refusesRemoteImages: quirks.remoteImagesRefused });
    const thread = agent.liveThread(threadIdOf(params));
    const toolNews = toolNewsIn(params);
    const overrides = turnOverrides(params, { oneOff, config, environments, cwd: thread.settings.cwd });
    const started = thread.startTurn({
      input: params.input,
      clientUserMessageId: params.clientUserMessageId ?? null,
      overrides: grantedChanges(config, overrides, thread.settings),
      outputSchema: params.outputSchema ?? null,
      ...(toolNews === undefined ? {} : { toolNews }),
    });
    return reply({ build: () => ({ turn: started.turn }), after: () => started.begin() });
  },

  'turn/steer': (params) => {
    const { input, clientUserMessageId = null, expectedTurnId } = params;
    assertNoRemoteImages(input, { refusesRemoteImages: quirks.remoteImagesRefused });
    const steered = { input, clientUserMessageId, overrides: {}, outputSchema: null };
    return agent.liveThread(threadIdOf(params)).steer(steered, expectedTurnId);
  },

  'turn/settings/update': (params) => {
    const thread = agent.liveThread(threadIdOf(params));
    thread.assertDirect();
    const overrides = stepOverrides(params, { config, environments });
    const wished = Object.keys(overrides);
    const isAlwaysLet = wished.length > 0 && wished.every((key) => ALWAYS_LET.has(key));
    if (!isAlwaysLet && config.features().step_model_switching !== true) {
      throw new RpcError(
        RpcCode.invalidRequest,
        'turn settings updates require the step_model_switching feature',
      );
    }
    return { status: thread.adjustTurn(params.turnId, overrides) };
  },

  'turn/interrupt': async (params) => {
    await agent.liveThread(threadIdOf(params)).interrupt(params.turnId);
    return {};
  },
}));

/** What of a running turn can be changed whatever is switched on. */
const ALWAYS_LET: ReadonlySet<string> = new Set(['environments', 'approvalsReviewer']);

/** What a tool of the client has to tell, instead of input. @throws RpcError */
function toolNewsIn({ input, toolOutput }: ParamsOf<'turn/start'>): ToolNews | undefined {
  if (toolOutput == null) return undefined;
  const refuse = (why: string): RpcError => new RpcError(RpcCode.invalidRequest, why);
  if (input.length > 0) throw refuse('`toolOutput` cannot be combined with nonempty `input`');
  if (toolOutput.name === '') throw refuse('`toolOutput.name` must not be empty');
  const { name, namespace = null, output } = toolOutput;
  return { name, namespace, output };
}
