import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { talkative } from '../client/fake-server.js';
import { tempFolder } from '../support/temp-folder.js';
import { against, run } from './harness.js';

function freshFile(): string {
  return join(tempFolder('junit'), 'deep', 'report.xml');
}

describe('--junit', () => {
  it('reports a command that succeeded, and each expectation, as test cases', async () => {
    const file = freshFile();
    const flags = ['--junit', file, '--expect', 'text~a & b', '--expect', 'turns=1'];
    const ran = await against(talkative(['one']), ['send-message', 'hi', ...flags]);
    expect(ran.code).toBe(1);
    const xml = readFileSync(file, 'utf8');
    expect(xml).toMatch(/<testsuites tests="3" failures="1" time="\d+\.\d{3}">/);
    expect(xml).toMatch(/<testcase classname="astc.send-message" name="send-message" time="[\d.]+"\/>/);
    expect(xml).toContain(
      'name="expects text~a &amp; b" time="0"><failure message="found &quot;one&quot;"/>',
    );
    expect(xml).toContain('name="expects turns=1" time="0"/>');
  });

  it('reports a command that failed with its sentence', async () => {
    const file = freshFile();
    const ran = await run(['--url', 'ws://127.0.0.1:9', 'model-list', '--junit', file, '--timeout', '2']);
    expect(ran.code).toBe(4);
    expect(readFileSync(file, 'utf8')).toMatch(/<failure message="[^"]*127\.0\.0\.1:9/);
  });

  it('exits 2, before anything is sent, when the report cannot be written', async () => {
    const ran = await against(talkative(['one']), ['send-message', 'hi', '--junit', '/dev/null/report.xml']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/--junit \/dev\/null\/report\.xml cannot be written/);
    expect(ran.stdout).toBe('');
  });
});
