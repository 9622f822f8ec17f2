// The world of a script, made inside of its own context: tools, output, timers, what is stored. It runs there as text, so
// it uses nothing from outside of the function, and only texts cross the border.

import type { CodeEvent } from '../../domain/code-mode/code-ports.js';

/** What crosses the border outwards, as JSON. */
export type WorldMessage =
  | CodeEvent
  | { readonly type: 'timer'; readonly id: number; readonly ms: number }
  | { readonly type: 'noTimer'; readonly id: number };

/** What crosses it inwards. */
export type WorldNews =
  | { readonly type: 'timer'; readonly id: number }
  | { readonly type: 'answer'; readonly id: number; readonly json: string | null; readonly refusal: string };

/** The border, as the host keeps it. */
export interface WorldGate {
  receive(json: string): void;
  /** As the model reads it: the error with those frames of its stack that are the script's own. */
  errorText(thrown: unknown): string;
}

/** @param setting JSON of `{ tools, stored }`, as of CodeWorld */
export function codeWorld(send: (json: string) => void, setting: string): WorldGate {
  const { parse, stringify } = JSON;
  const asText = String;
  const { freeze, defineProperty, keys } = Object;
  const { tools: known, stored } = parse(setting) as {
    tools: { name: string; description: string }[];
    stored: Record<string, string>;
  };
  const kept = new Map(keys(stored).map((key) => [key, stored[key] ?? 'null']));
  const timers = new Map<number, () => void>();
  const calls = new Map<number, { resolve: (value: unknown) => void; reject: (why: unknown) => void }>();
  const iteratorKey: typeof Symbol.iterator = Symbol.iterator;
  let lastTimer = 0;
  let lastCall = 0;

  const tell = (message: WorldMessage): void => send(stringify(message));
  /** Failures of the world itself are plain texts. */
  const fail: (text: string) => never = (text) => {
    // oxlint-disable-next-line no-throw-literal
    throw text;
  };
  const worded = (value: unknown): string => {
    if (typeof value === 'string') return value;
    const isPlain = value === null || typeof value !== 'object';
    if (isPlain && typeof value !== 'function' && typeof value !== 'symbol') return asText(value);
    return `${stringify(value)}`;
  };
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null;

  const assertMedia = (kind: 'image' | 'audio', url: string): string => {
    if (kind === 'image' && /^https?:/i.test(url)) {
      fail(
        'Tool call failed: remote image URLs are not supported in tool outputs. Pass a base64 data URI instead',
      );
    }
    return /^data:/i.test(url)
      ? url
      : fail(`Tool call failed: invalid ${kind} output. Pass a base64 data URI instead`);
  };
  const DETAILS = ['auto', 'low', 'high', 'original'];
  const detailIn = (value: unknown): string | null => {
    if (value === undefined || value === null) return null;
    if (typeof value !== 'string') return fail('image detail must be a string when provided');
    return DETAILS.includes(value) ? value : fail('image detail must be one of: auto, low, high, original');
  };
  /** The data URL of a block as MCP servers give it; null: it is none. */
  const blockUrl = (kind: 'image' | 'audio', value: Record<string, unknown>): string | null => {
    const { type, data, mimeType } = value;
    if (typeof type !== 'string') return null;
    if (type !== kind) return fail(`${kind} only accepts MCP ${kind} blocks, got ${stringify(type)}`);
    if (typeof data !== 'string' || data === '') return fail(`${kind} expected MCP ${kind} data`);
    if (/^data:/i.test(data)) return data;
    return `data:${typeof mimeType === 'string' && mimeType !== '' ? mimeType : 'application/octet-stream'};base64,${data}`;
  };
  const IMAGES =
    'image expects a non-empty image URL string, an object with image_url and optional detail, or a raw MCP image block';
  const image = (value: unknown, wish?: unknown): void => {
    let url: unknown = value;
    let own: unknown;
    if (isObject(value)) {
      const ofBlock = 'image_url' in value ? null : blockUrl('image', value);
      url = ofBlock ?? value.image_url;
      if (ofBlock === null) own = value.detail;
      else if (isObject(value._meta) && DETAILS.includes(value._meta['codex/imageDetail'] as string))
        own = value._meta['codex/imageDetail'];
    }
    if (typeof url !== 'string' || url === '') fail(IMAGES);
    const detail = detailIn(wish) ?? detailIn(own);
    tell({ type: 'image', url: assertMedia('image', url), detail });
  };
  const audio = (value: unknown): void => {
    let url: unknown = value;
    if (isObject(value))
      url = 'audio_url' in value ? value.audio_url : (blockUrl('audio', value) ?? undefined);
    if (typeof url !== 'string' || url === '') {
      fail('audio expects a non-empty audio URL string, an object with audio_url, or a raw MCP audio block');
    }
    tell({ type: 'audio', url: assertMedia('audio', url) });
  };
  const text = (value?: unknown): void => tell({ type: 'text', text: worded(value) });
  const block = (value: unknown): void => {
    const type = isObject(value) ? value.type : undefined;
    if (type === 'image') image(value);
    else if (type === 'audio') audio(value);
    else if (type === 'resource' || type === 'resource_link') text(value);
    else if (isObject(value) && type === 'text' && typeof value.text === 'string') text(value.text);
    else fail('content expects one MCP ContentBlock');
  };

  /** Tells of promises as they settle; those of a Map by its keys. */
  const as_settled = (promises: Iterable<unknown>): AsyncGenerator<unknown> => {
    const ready: unknown[] = [];
    let pending = 0;
    let wake: (() => void) | null = null;
    const settle = (result: unknown): void => {
      pending -= 1;
      ready.push(result);
      wake?.();
    };
    const entries: Iterable<[unknown, unknown]> =
      promises instanceof Map ? promises : [...promises].map((promise, index) => [index, promise]);
    for (const [index, promise] of entries) {
      pending += 1;
      Promise.resolve(promise).then(
        (value) => settle({ index, status: 'fulfilled', value }),
        (reason: unknown) => settle({ index, status: 'rejected', reason }),
      );
    }
    return (async function* () {
      while (pending > 0 || ready.length > 0) {
        if (ready.length === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        while (ready.length > 0) yield ready.shift();
      }
    })();
  };

  const call = (name: string, given: unknown): Promise<unknown> => {
    const input = given === undefined ? null : (stringify(given) ?? null);
    lastCall += 1;
    const id = lastCall;
    return new Promise((resolve, reject) => {
      calls.set(id, { resolve, reject });
      tell({ type: 'called', id, name, input });
    });
  };
  const tools: Record<string, (input?: unknown) => Promise<unknown>> = {};
  for (const { name } of known) tools[name] = (input) => call(name, input);

  const api: Record<string, unknown> = {
    tools,
    ALL_TOOLS: known,
    clearTimeout(id?: unknown) {
      if (typeof id === 'number' && timers.delete(id)) tell({ type: 'noTimer', id });
    },
    setTimeout(callback: unknown, ms?: unknown) {
      if (typeof callback !== 'function') return fail('setTimeout expects a function callback');
      lastTimer += 1;
      const id = lastTimer;
      timers.set(id, callback as () => void);
      const delay = Number(ms);
      tell({ type: 'timer', id, ms: delay > 0 && delay < 2 ** 31 ? delay : 0 });
      return id;
    },
    text,
    content(value: unknown) {
      const iterate = isObject(value) ? (value as { [iteratorKey]?: unknown })[iteratorKey] : undefined;
      const blocks = typeof iterate === 'function' ? (value as Iterable<unknown>) : [value];
      for (const one of blocks) block(one);
    },
    image,
    audio,
    generatedImage(value: unknown) {
      if (!isObject(value)) return fail('generatedImage expects an image generation result object');
      const { output_hint: hint } = value;
      if (hint !== undefined && hint !== null && typeof hint !== 'string') {
        return fail('generatedImage output_hint must be a string when provided');
      }
      image({ image_url: value.image_url });
      if (typeof hint === 'string' && hint !== '') text(hint);
    },
    store(key: unknown, value: unknown) {
      const name = asText(key);
      if (value === undefined)
        fail(`Unable to store ${stringify(name)}. Only plain serializable objects can be stored.`);
      const json = stringify(value);
      if (json === undefined)
        return fail('failed to serialize JavaScript value: expected value at line 1 column 1');
      kept.set(name, json);
      tell({ type: 'stored', key: name, json });
    },
    load(key: unknown) {
      const json = kept.get(asText(key));
      return json === undefined ? undefined : parse(json);
    },
    notify(value?: unknown) {
      const said = worded(value);
      if (said.trim() === '') fail('notify expects non-empty text');
      tell({ type: 'notified', text: said });
    },
    yield_control: () => tell({ type: 'yielded' }),
    // Whoever hears of it does not come back.
    exit: () => tell({ type: 'ended', error: null }),
    as_settled,
    async stream_settled(promises: Iterable<unknown>, emit: unknown) {
      if (typeof emit !== 'function') throw new TypeError('stream_settled requires a callback');
      for await (const result of as_settled(promises)) await emit(result);
    },
  };
  const world = globalThis as Record<string, unknown>;
  for (const name of ['console', 'WebAssembly', 'SharedArrayBuffer', 'Atomics']) delete world[name];
  for (const name of keys(api)) {
    defineProperty(world, name, { value: api[name], writable: true, enumerable: true, configurable: true });
  }

  // The script's own frames alone: none of this file, of the host, or of what either has called.
  defineProperty(Error, 'prepareStackTrace', {
    value: (error: unknown, frames: readonly NodeJS.CallSite[]): string => {
      const files = frames.map((frame) => frame.getFileName());
      const isOther = (file: string | null | undefined): boolean =>
        typeof file === 'string' && /^(?:exec_world\.mjs|node:|\[worker eval\])/.test(file);
      const own = frames.filter(
        (_, at) => !isOther(files[at]) && !(files[at] == null && isOther(files[at + 1])),
      );
      return [`${error as Error}`, ...own.map((frame) => `    at ${asText(frame as unknown)}`)].join('\n');
    },
    writable: true,
    configurable: true,
  });
  const errorText = (thrown: unknown): string => {
    try {
      if (thrown instanceof SyntaxError) return `${thrown.name}: ${thrown.message}`;
      return thrown instanceof Error ? `${thrown.stack}` : `${thrown as string}`;
    } catch {
      return '';
    }
  };
  return freeze({
    errorText,
    receive(json: string): void {
      const news = parse(json) as WorldNews;
      if (news.type === 'answer') {
        const waiting = calls.get(news.id);
        calls.delete(news.id);
        if (news.json === null) waiting?.reject(news.refusal);
        else waiting?.resolve(parse(news.json));
        return;
      }
      const due = timers.get(news.id);
      timers.delete(news.id);
      try {
        due?.();
      } catch (thrown) {
        tell({ type: 'ended', error: errorText(thrown) });
      }
    },
  });
}
