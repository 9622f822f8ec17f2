// npm run check: every static check of the project, as many at once as there are cores, one line each; the output of a
// failing one in full.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

const checks: Record<string, string[]> = {
  types: ['tsc', '--noEmit', '-p', 'tsconfig.json'],
  format: ['biome', 'check', '--error-on-warnings', '.'],
  lint: ['oxlint', '--type-aware', '--deny-warnings'],
  boundaries: ['depcruise', 'src', '--config', '.dependency-cruiser.cjs'],
  unused: ['knip'],
  'file size': ['tsx', 'scripts/check-file-size.ts'],
  coverage: ['tsx', 'scripts/conformance-coverage.ts', '--check'],
  docs: ['tsx', 'scripts/check-docs.ts'],
  'package shape': ['publint', '--strict'],
  'package types': ['attw', '--pack', '.', '--profile', 'esm-only'],
};

const only = process.argv.slice(2);
const chosen = Object.entries(checks).filter(([name]) => only.length === 0 || only.includes(name));
let failed = 0;
let passed = 0;
// Most of them use one core; each is told when it ends.
await Promise.all(Array.from({ length: availableParallelism() }, checkInTurn));
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

async function checkInTurn(): Promise<void> {
  for (let next = chosen.shift(); next !== undefined; next = chosen.shift()) {
    const [name, [command = '', ...args]] = next;
    const started = Date.now();
    const { code, output } = await run(command, args);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
    if (code === 0) passed += 1;
    else {
      failed += 1;
      process.stdout.write(`${output.trimEnd()}\n`);
    }
  }
}

function run(command: string, args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn('npx', ['--no-install', command, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
