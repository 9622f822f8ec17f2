// An issuer that gives every refresh token one use, as the real one does, and several processes with one home.

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseAuthRecord } from '../../../src/adapters/credentials/auth-record.js';
import { accessToken, authJson, MINUTE, temporaryHome } from './support.js';

interface Issuer {
  readonly url: string;
  readonly current: () => string;
  readonly refused: string[];
  readonly given: () => number;
}

async function rotatingIssuer(): Promise<Issuer> {
  let count = 0;
  const refused: string[] = [];
  const current = (): string => `rt-${count}`;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const { refresh_token } = JSON.parse(body) as { refresh_token: string };
      if (refresh_token !== current()) {
        refused.push(refresh_token);
        response.writeHead(401).end('{"error":{"code":"refresh_token_reused"}}');
        return;
      }
      count += 1;
      response.end(
        JSON.stringify({ access_token: accessToken(60 * MINUTE, count), refresh_token: current() }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, current, refused, given: () => count };
}

interface Renewer {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly ready: Promise<unknown>;
  readonly ended: Promise<unknown>;
}

function renewer(codexHome: string, url: string, times: number): Renewer {
  const fixture = join(import.meta.dirname, 'fixtures/refresh-often.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', fixture, codexHome, url, String(times)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  const lines: string[] = [];
  let open = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    const parts = (open + text).split('\n');
    open = parts.pop() ?? '';
    lines.push(...parts);
  });
  const ready = new Promise((resolve) => child.stdout.once('data', resolve));
  const ended = new Promise((resolve) => child.once('close', resolve));
  return { child, lines, ready, ended };
}

describe('processes that share a home', () => {
  it('never lose a refresh token, however they renew at once', async () => {
    using home = temporaryHome();
    const path = join(home.path, 'auth.json');
    writeFileSync(path, authJson({ top: { future: 1 } }));
    const issuer = await rotatingIssuer();
    const renewers = [1, 2, 3].map(() => renewer(home.path, issuer.url, 6));
    await Promise.all(renewers.map(({ ready }) => ready));
    for (const { child } of renewers) child.stdin?.write('go\n');
    await Promise.all(renewers.map(({ ended }) => ended));

    expect(renewers.map(({ lines }) => lines)).toEqual(renewers.map(() => ['ready', 'done']));
    expect(issuer.refused).toEqual([]);
    expect(issuer.given()).toBeGreaterThan(0);
    const text = readFileSync(path, 'utf8');
    expect(parseAuthRecord(text).tokens?.refreshToken).toBe(issuer.current());
    expect(text).toContain('"future": 1');
  }, 30_000);
});
