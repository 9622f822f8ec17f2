// Fails when a document names what does not exist: a relative link, an npm script, an astc command.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(path));
const manifest: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));
const commands = new Set(readdirSync('src/cli/commands').map((file) => file.replace(/\.ts$/, '')));
const problems: string[] = [];

for (const path of documents) {
  const text = readFileSync(path, 'utf8');
  for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)) {
    if (!existsSync(join(dirname(path), target)))
      problems.push(`${path}: link to ${target}, which does not exist`);
  }
  for (const [, script = ''] of text.matchAll(/\bnpm run ([a-z][a-z:-]*)/g)) {
    if (!(script in manifest.scripts)) problems.push(`${path}: npm run ${script}, which package.json lacks`);
  }
  for (const [, command = ''] of text.matchAll(/^(?:\$ )?astc ([a-z][a-z0-9-]*)/gm)) {
    if (!commands.has(command)) problems.push(`${path}: astc ${command}, which is no command`);
  }
}

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exit(problems.length === 0 ? 0 : 1);
