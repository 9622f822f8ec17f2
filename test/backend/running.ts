// Backends that run for one test, and requests to them.

import { afterEach } from 'vitest';
import { type Backend, type BackendOptions, createBackend } from '../../src/backend/index.js';
import { body, message } from './requests.js';

/** Starts backends that end with the test which started them. */
export function backends(common: BackendOptions = {}): (options?: BackendOptions) => Promise<Backend> {
  const running: Backend[] = [];
  afterEach(async () => {
    for (const backend of running.splice(0)) await backend.close();
  });
  return async (options = {}) => {
    const backend = await createBackend({ ...common, ...options }).listen();
    running.push(backend);
    return backend;
  };
}

export interface PostOptions {
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

export function post(
  backend: Backend,
  content: string | Uint8Array,
  options: PostOptions = {},
): Promise<Response> {
  const { path = '/v1/responses', headers = {}, signal } = options;
  return fetch(backend.url + path, { method: 'POST', body: content, headers, signal });
}

/** A model request with this message. */
export function ask(backend: Backend, text: string, options?: PostOptions): Promise<Response> {
  return post(backend, JSON.stringify(body(message('user', text))), options);
}
