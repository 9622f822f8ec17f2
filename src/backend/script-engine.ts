// Holds the script in force, counts what was used, and chooses the reply to each model request.

import { messageOf } from '../util/coded-error.js';
import type { CheckedLogin, LoginDefaults } from './checked-login.js';
import type { CheckedReply, CheckedScript } from './checked-script.js';
import { defaultScript } from './default-script.js';
import type { Gateway } from './gateway/gateway-script.js';
import { undescribedLogin } from './login-check.js';
import type { ModelCatalog } from './model-entries.js';
import { type JsonObject, type ModelRequest, readModelRequest } from './model-request.js';
import { type Fill, filler } from './placeholders.js';
import type { CheckedConversation } from './realtime/conversation-script.js';
import type { Responder, Script } from './script.js';
import { checkReply, checkScript } from './script-check.js';
import { isForLogin, type LoginFacts, verdict } from './script-match.js';

/** A reply, and what its texts are filled with. */
export interface Choice {
  readonly request: ModelRequest;
  readonly reply: CheckedReply;
  readonly fill: Fill;
}

type Counted = CheckedReply | CheckedLogin | CheckedConversation;

interface Chosen {
  readonly reply: CheckedReply;
  readonly match: RegExpExecArray | undefined;
}

export class ScriptEngine {
  #script: CheckedScript | Responder;
  #used = new Map<Counted, number>();
  #requests = 0;

  /** @throws ScriptError `script_invalid` */
  constructor(script: Script | CheckedScript | Responder | undefined) {
    this.#script = checked(script);
  }

  /**
   * Takes another script from the next request on; counts start anew.
   * @throws ScriptError `script_invalid`; the old script then stays.
   */
  setScript(script: Script | CheckedScript | Responder | undefined): void {
    this.#script = checked(script);
    this.#used = new Map();
    this.#requests = 0;
  }

  get models(): readonly string[] | undefined {
    return typeof this.#script === 'function' ? undefined : this.#script.models;
  }

  /** What a signed-in codex is told of models. Undefined: nothing. */
  get catalog(): ModelCatalog | undefined {
    return typeof this.#script === 'function' ? undefined : this.#script.catalog;
  }

  /** What the script says of logins that no entry describes. */
  get otherLogins(): LoginDefaults {
    return typeof this.#script === 'function' ? {} : this.#script.others;
  }

  get gateway(): Gateway {
    return typeof this.#script === 'function' ? {} : this.#script.gateway;
  }

  /** The first entry of `logins` that fits and is not used up, counting it as used; else one that waits for a person. */
  chooseLogin(facts: LoginFacts): CheckedLogin {
    const logins = typeof this.#script === 'function' ? [] : this.#script.logins;
    const found = logins.find((login) => this.#usesOf(login) < login.times && isForLogin(login.when, facts));
    if (found === undefined) return undescribedLogin(this.otherLogins);
    this.#used.set(found, this.#usesOf(found) + 1);
    return found;
  }

  /** The first conversation that is not used up, counting it as used; else one that is refused. */
  chooseConversation(): CheckedConversation {
    const script = typeof this.#script === 'function' ? builtIn() : this.#script;
    const conversations = script.conversations ?? builtIn().conversations ?? [];
    const found = conversations.find((one) => this.#usesOf(one) < one.times);
    if (found === undefined) return NO_CONVERSATION;
    this.#used.set(found, this.#usesOf(found) + 1);
    return found;
  }

  async choose(body: JsonObject, headers: Readonly<Record<string, string>>): Promise<Choice> {
    this.#requests += 1;
    const request = readModelRequest(body, headers, this.#requests);
    const chosen = await this.#chosen(request);
    return { request, reply: chosen.reply, fill: filler(request, chosen.match) };
  }

  async #chosen(request: ModelRequest): Promise<Chosen> {
    if (typeof this.#script === 'function') return chosenInCode(this.#script, request);
    const chosen = this.#firstFit(this.#script.replies, request);
    if (chosen !== undefined) return chosen;
    const { otherwise } = this.#script;
    if (otherwise === 'default')
      return this.#firstFit(builtIn().replies, request) ?? refusal(noReply(request));
    return otherwise === 'fail' ? refusal(noReply(request)) : { reply: otherwise, match: undefined };
  }

  #firstFit(replies: readonly CheckedReply[], request: ModelRequest): Chosen | undefined {
    for (const reply of replies) {
      const used = this.#usesOf(reply);
      const found = used < reply.times ? verdict(reply.when, request) : undefined;
      if (found?.isMet !== true) continue;
      this.#used.set(reply, used + 1);
      return { reply, match: found.match };
    }
    return undefined;
  }

  #usesOf(entry: Counted): number {
    return this.#used.get(entry) ?? 0;
  }
}

async function chosenInCode(responder: Responder, request: ModelRequest): Promise<Chosen> {
  try {
    const reply = await responder(request);
    return reply === undefined ? refusal(noReply(request)) : { reply: checkReply(reply), match: undefined };
  } catch (thrown) {
    return refusal(`The script's responder failed: ${messageOf(thrown)}`);
  }
}

function noReply({ number, kind, userText }: ModelRequest): string {
  return `The backend's script has no reply for model request ${number} (kind ${kind}, last user text ${JSON.stringify(userText.slice(0, 200))}).`;
}

// 400 because no client retries it: the mistake shows at once, in the words of the body.
function refusal(message: string): Chosen {
  const reply = checkReply({
    error: { status: 400, type: 'invalid_request_error', code: 'script_has_no_reply', message },
  });
  return { reply: { ...reply, label: 'none' }, match: undefined };
}

const NO_CONVERSATION: CheckedConversation = {
  takesUp: true,
  label: 'none',
  times: 0,
  steps: [],
  repeats: false,
  refusal: 400,
};

let builtInScript: CheckedScript | undefined;

function builtIn(): CheckedScript {
  builtInScript ??= checkScript(defaultScript);
  return builtInScript;
}

function checked(script: Script | CheckedScript | Responder | undefined): CheckedScript | Responder {
  if (script === undefined) return builtIn();
  if (typeof script === 'function') return script;
  return 'isChecked' in script ? script : checkScript(script);
}
