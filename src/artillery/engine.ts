// The Artillery engine `app-server`: turns the flow of a scenario into steps, and runs them for each virtual user on a
// connection of its own.

import { at, isRecord, textAt } from '../util/peek.js';
import type {
  ArtilleryScript,
  Context,
  Done,
  FlowStep,
  Helpers,
  Metrics,
  ScenarioSpec,
  Step,
} from './artillery.js';
import { type EngineOptions, readOptions } from './options.js';
import { errorName, type TurnWish, VirtualUser } from './virtual-user.js';

/** What a step of ours does, and what it found for `capture` and `match`. */
type Action = (user: VirtualUser, wish: unknown, context: Context) => Promise<unknown>;

const ACTIONS: Readonly<Record<string, Action>> = {
  call: async (user, wish) => {
    const method = textAt(wish, 'method');
    if (method === undefined) throw new Error('a call step names no method');
    return user.call(method, at(wish, 'params') ?? {});
  },
  thread: async (user, wish, { vars }) => {
    const threadId = await user.startThread(isRecord(wish) ? wish : {});
    vars.threadId = threadId;
    return { thread: { id: threadId } };
  },
  turn: async (user, wish, { vars }) => {
    const text = typeof wish === 'string' ? wish : textAt(wish, 'text');
    if (text === undefined) throw new Error('a turn step has no text');
    const given = textAt(wish, 'threadId') ?? vars.threadId;
    const threadId = typeof given === 'string' ? given : await user.startThread({});
    vars.threadId = threadId;
    const params = isRecord(wish) ? (wish.params as TurnWish['params']) : undefined; // the server checks them
    return user.turn({ text, threadId, params });
  },
};

/** Made by Artillery's runner, once for a script. */
export class AppServerEngine {
  readonly #script: ArtilleryScript;
  readonly #helpers: Helpers;
  readonly #options: EngineOptions;
  /** The connection of each virtual user, by its variables: loops hand copies of the context around. */
  readonly #users = new WeakMap<object, VirtualUser>();

  constructor(script: ArtilleryScript, _events: unknown, helpers: Helpers) {
    this.#script = script;
    this.#helpers = helpers;
    this.#options = readOptions(script);
  }

  /** @throws Error for a step that means nothing, before any virtual user starts */
  createScenario(scenario: ScenarioSpec, metrics: Metrics): Step {
    const steps = scenario.flow.map((step) => this.#step(step, metrics));
    return (context, done) => {
      metrics.emit('started');
      const counted = this.#run(context, steps, metrics).catch((thrown: unknown) => {
        metrics.emit('error', errorName(thrown));
        throw thrown;
      });
      void settle(counted, context, done);
    };
  }

  async #run(context: Context, steps: readonly Step[], metrics: Metrics): Promise<void> {
    const user = await VirtualUser.open(this.#options, metrics);
    this.#users.set(context.vars, user);
    try {
      let current = context;
      for (const step of steps) current = await promised(step, current);
    } finally {
      await user.close();
    }
  }

  #step(step: FlowStep, metrics: Metrics): Step {
    const { config } = this.#script;
    const helpers = this.#helpers;
    if (step.think !== undefined) return helpers.createThink(step, config.defaults?.think ?? {});
    if (Array.isArray(step.loop)) {
      const steps = step.loop.map((inner: FlowStep) => this.#step(inner, metrics));
      const { whileTrue } = step;
      return helpers.createLoopWithCount(step.count ?? -1, steps, {
        loopValue: step.loopValue ?? '$loopCount',
        overValues: step.over,
        whileTrue: typeof whileTrue === 'string' ? config.processor?.[whileTrue] : undefined,
      });
    }
    if (step.log !== undefined)
      return (context, done) => {
        process.stdout.write(`${String(helpers.template(step.log, context))}\n`);
        done(null, context);
      };
    if (typeof step.function === 'string') return ownFunction(step.function, config.processor, metrics);
    const name = Object.keys(ACTIONS).find((action) => step[action] !== undefined);
    const action = name === undefined ? undefined : ACTIONS[name];
    if (name === undefined || action === undefined)
      throw new Error(
        `the engine app-server has no step ${Object.keys(step).join(', ')}; it has ${Object.keys(ACTIONS).join(', ')}, think, loop, function and log`,
      );
    return (context, done) => {
      void settle(this.#act(action, step[name], context), context, done);
    };
  }

  async #act(action: Action, wish: unknown, context: Context): Promise<void> {
    const user = this.#users.get(context.vars);
    if (user === undefined) throw new Error('the variables of the virtual user were replaced');
    // What is looked for in the answer must not be filled in before there is one.
    const [found, rest] = isRecord(wish) ? [wish, without(wish, ['capture', 'match'])] : [undefined, wish];
    const body = await action(user, this.#helpers.template(rest, context), context);
    if (found?.capture !== undefined || found?.match !== undefined) await this.#capture(found, body, context);
  }

  #capture(wish: unknown, body: unknown, context: Context): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#helpers.captureOrMatch(wish, { body }, context, (error, captured) => {
        if (error) return reject(error);
        const { captures = {}, matches = {} } = captured ?? {};
        if (Object.values(matches).some(({ success, strict }) => !success && strict !== false))
          return reject(new Error('app_server.match_failed'));
        if (Object.values(captures).some(({ failed }) => failed === true))
          return reject(new Error('app_server.capture_failed'));
        for (const [name, { value }] of Object.entries(captures)) context.vars[name] = value;
        return resolve();
      });
    });
  }
}

/** Tells Artillery how a promise ended. */
async function settle(work: Promise<unknown>, context: Context, done: Done): Promise<void> {
  try {
    await work;
  } catch (thrown) {
    done(thrown, context);
    return;
  }
  done(null, context);
}

function promised(step: Step, context: Context): Promise<Context> {
  return new Promise((resolve, reject) => {
    step(context, (error, next) => (error ? reject(error) : resolve(next ?? context)));
  });
}

/** A function of the user's processor: with a callback, or one that returns a promise. */
function ownFunction(
  name: string,
  processor: Readonly<Record<string, unknown>> | undefined,
  metrics: Metrics,
): Step {
  const own = processor?.[name];
  if (typeof own !== 'function') throw new Error(`the processor has no function ${name}`);
  return (context, done) => {
    if (own.length > 2) own(context, metrics, (error?: unknown) => done(error ?? null, context));
    else void settle(Promise.resolve(own(context, metrics)), context, done);
  };
}

function without(
  record: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}
