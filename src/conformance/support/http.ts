// Plain HTTP beside the WebSocket: probes, and upgrades that are refused.

import { request } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** One request to the address of a server that listens at `url`. */
export function http(
  url: string | undefined,
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${(url ?? '').replace(/^ws/, 'http')}${path}`,
      { method, headers, agent: false },
      (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => {
          body += chunk.toString();
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body, headers: response.headers }),
        );
      },
    );
    asked.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, body: '', headers: response.headers });
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** Asks for a WebSocket and says what came of it: 101 when it was granted. */
export function upgrade(
  url: string | undefined,
  path: string,
  headers: Record<string, string> = {},
): Promise<HttpAnswer> {
  return http(url, path, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    },
  });
}
