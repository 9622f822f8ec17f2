// `npm run generate`: writes src/protocol/generated/ from profiles/, without any binary. Does nothing when the
// inputs are those of the last run.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DecodingFile, withDecodingFacts } from './decoding-facts.js';
import { emitCatalogue } from './emit-catalogue.js';
import {
  checkQuirks,
  emitDefinitions,
  emitProfileDoor,
  emitQuirkType,
  emitTables,
  emitTypeDoor,
  identifier,
  type QuirkFile,
} from './emit-tables.js';
import { emitTypes } from './emit-types.js';
import { emitValidators, validatorKinds } from './emit-validators.js';
import { profilePath, profileVersions, readProfile, root } from './profile-file.js';

const out = join(root, 'src', 'protocol', 'generated');
const stampFile = join(out, '.stamp');
const versions = profileVersions();
const quirksFile = join(root, 'profiles', 'quirks.json');
const decodingFile = join(root, 'profiles', 'decoding.json');

writeCatalogue();
const stamp = inputHash();
if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp && !process.argv.includes('--force')) {
  console.log('generated code is up to date');
} else {
  const started = Date.now();
  const files = generate();
  rmSync(out, { recursive: true, force: true });
  for (const [name, text] of files) {
    const path = join(out, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  writeFileSync(stampFile, stamp);
  console.log(`generated ${files.size} files for ${versions.join(', ')} in ${Date.now() - started} ms`);
}

// Of file names alone, so it is written whenever it differs, whatever the stamp says.
function writeCatalogue(): void {
  const home = join(root, 'src', 'conformance');
  const path = join(home, 'generated', 'catalogue.ts');
  const text = emitCatalogue(join(home, 'scenarios'));
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function generate(): Map<string, string> {
  const quirks = JSON.parse(readFileSync(quirksFile, 'utf8')) as QuirkFile;
  checkQuirks(quirks, versions);
  const decoding = JSON.parse(readFileSync(decodingFile, 'utf8')) as DecodingFile;
  const profiles = versions.map((version) => withDecodingFacts(readProfile(version), decoding));
  const files = new Map<string, string>();
  for (const profile of profiles) {
    const dir = identifier(profile.version);
    files.set(`${dir}/types.ts`, emitTypes(profile));
    files.set(`${dir}/tables.ts`, emitTables(profile, quirks));
    files.set(`${dir}/definitions.ts`, emitDefinitions(profile));
    for (const kind of validatorKinds) files.set(`${dir}/validate-${kind}.ts`, emitValidators(profile, kind));
  }
  files.set('quirks.ts', emitQuirkType(quirks, versions));
  files.set('types.ts', emitTypeDoor(profiles));
  files.set('profiles.ts', emitProfileDoor(profiles, validatorKinds));
  return files;
}

function inputHash(): string {
  const hash = createHash('sha256');
  const sources = readdirSync(join(root, 'scripts', 'generate')).sort();
  const inputs = [
    ...versions.map(profilePath),
    quirksFile,
    decodingFile,
    ...sources.map((name) => join(root, 'scripts', 'generate', name)),
  ];
  for (const path of inputs) hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest('hex');
}
