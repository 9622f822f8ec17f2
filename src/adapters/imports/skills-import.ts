// Skills and commands of another agent → folders of skills. A folder that is there stays as it is.

import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { codePoints } from '../../util/code-points.js';
import { ensureFolder } from '../files/folders.js';
import { isFolder } from '../files/look.js';
import { strictText } from '../files/strict-text.js';
import type { ImportScope } from './import-scope.js';
import type { ImportSource } from './import-source.js';
import { fieldOf, readDocument } from './markdown-document.js';
import { inOurTerms } from './terms.js';

const MOST_NAME = 64;

/** Names of those that are missing here, ascending. */
export async function missingSkills({ source, skills }: ImportScope): Promise<string[]> {
  const theirs = await foldersIn(join(source, 'skills'));
  return theirs.filter((name) => !existsSync(join(skills, name)));
}

/** Those that were copied. @throws the file system's error */
export async function copySkills(scope: ImportScope, { terms }: ImportSource): Promise<string[]> {
  const missing = await missingSkills(scope);
  if (missing.length > 0) await ensureFolder(scope.skills);
  for (const name of missing)
    await copyTranslated(join(scope.source, 'skills', name), join(scope.skills, name), (text) =>
      inOurTerms(text, terms),
    );
  return missing;
}

interface Command {
  readonly file: string;
  /** Of the skill. */
  readonly name: string;
}

/** Names of the skills that commands make and that are missing here, ascending. */
export async function missingCommands(scope: ImportScope): Promise<string[]> {
  return (await commandsIn(scope)).map(({ name }) => name);
}

/** The skills that were made. @throws the file system's error */
export async function writeCommands(scope: ImportScope, { terms }: ImportSource): Promise<string[]> {
  const commands = await commandsIn(scope);
  if (commands.length > 0) await ensureFolder(scope.skills);
  for (const { file, name } of commands) {
    const document = readDocument(file);
    const called = callNameOf(scope, file);
    const told = fieldOf(document, 'description') ?? nameless(called);
    // A skill says what it is for in one line.
    const description = inOurTerms(told, terms).replaceAll(/\s*\n\s*/g, ' ');
    const body = inOurTerms(document.body.trim(), terms) || NOTHING_SAID;
    const folder = join(scope.skills, name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'SKILL.md'), skillText({ name, called, description, body }));
  }
  return commands.map(({ name }) => name);
}

function skillText(skill: Record<'name' | 'called' | 'description' | 'body', string>): string {
  return [
    `---\nname: ${JSON.stringify(skill.name)}\ndescription: ${JSON.stringify(skill.description)}\n---`,
    `# ${skill.name}`,
    `The user had the command \`${skill.called}\`, and means this by it.`,
    '## What it does',
    `${skill.body}\n`,
  ].join('\n\n');
}

const NOTHING_SAID = 'Nothing: the command had no text.';

const nameless = (called: string): string => `What the command \`${called}\` does`;

/** Those that can be skills and are none yet; of several that would have one name, none. */
async function commandsIn(scope: ImportScope): Promise<Command[]> {
  const found = (await markdownIn(join(scope.source, 'commands')))
    .map((file): Command => ({ file, name: slug(`source-command-${callNameOf(scope, file)}`) }))
    .filter(({ file, name }) => canBeSkill(file, name));
  const times = new Map<string, number>();
  for (const { name } of found) times.set(name, (times.get(name) ?? 0) + 1);
  return found
    .filter(({ name }) => times.get(name) === 1 && !existsSync(join(scope.skills, name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Nothing fills in arguments, files or the output of commands. */
function canBeSkill(file: string, name: string): boolean {
  const { body } = readDocument(file);
  const fillsIn =
    /\$ARGUMENTS|\$\d|! ?`|(?:^|\s)@\S/.test(body) || (body.includes('{{') && body.includes('}}'));
  return basename(file, '.md') !== 'README' && codePoints(name) <= MOST_NAME && !fillsIn;
}

/** As people call a command. */
function callNameOf({ source }: ImportScope, file: string): string {
  return relative(join(source, 'commands'), file).slice(0, -'.md'.length).replaceAll(/[\\/]/g, '-');
}

function slug(text: string): string {
  return (
    text
      .replaceAll(/[^A-Za-z0-9]+/g, '-')
      .toLowerCase()
      .replaceAll(/^-|-$/g, '') || 'migrated'
  );
}

/** Names of folders, ascending; links are none. */
async function foldersIn(folder: string): Promise<string[]> {
  if (!isFolder(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

async function markdownIn(folder: string): Promise<string[]> {
  if (!isFolder(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return markdownIn(path);
      return entry.isFile() && extname(entry.name) === '.md' ? [path] : [];
    }),
  );
  return found.flat();
}

async function copyTranslated(from: string, to: string, translate: (text: string) => string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTranslated(source, target, translate);
    else if (!entry.isFile()) continue;
    else if (/^skill\.md$/i.test(entry.name)) await writeFile(target, translate(strictText(source)));
    else await copyFile(source, target);
  }
}
