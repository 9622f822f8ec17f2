// Fails on hand-written files over 400 lines: such a file wants a split along its stages.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const limit = 400;
const tracked = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx', '*.mjs'],
  {
    encoding: 'utf8',
  },
);
const tooLong = tracked
  .split('\n')
  .filter((path) => path !== '')
  .map((path) => ({ path, lines: readFileSync(path, 'utf8').split('\n').length - 1 }))
  .filter(({ lines }) => lines > limit);
for (const { path, lines } of tooLong) process.stderr.write(`${path}: ${lines} lines (limit ${limit})\n`);
process.exit(tooLong.length === 0 ? 0 : 1);
