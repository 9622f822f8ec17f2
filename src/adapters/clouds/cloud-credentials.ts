// What this machine has of other vendors' credentials: their names, never their secrets.

import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { ResultOf } from '../../protocol/index.js';
import { isRecord } from '../../util/peek.js';
import { osErrorText } from '../files/os-error.js';

type Aws = ResultOf<'account/bedrock/discover'>;
type Environment = Readonly<Record<string, string | undefined>>;

/** The profiles in AWS's two files, and what the environment carries. */
export async function awsCredentials(env: Environment): Promise<Aws> {
  const home = join(env.HOME ?? '/', '.aws');
  const [config, credentials] = await Promise.all([
    sectionsOf(env.AWS_CONFIG_FILE ?? join(home, 'config')),
    sectionsOf(env.AWS_SHARED_CREDENTIALS_FILE ?? join(home, 'credentials')),
  ]);
  const regions = new Map<string, string | null>();
  for (const { title, region } of config) {
    const name = title === 'default' ? title : /^profile\s+(.+)$/.exec(title)?.[1];
    if (name !== undefined) regions.set(name, region);
  }
  for (const { title, region } of credentials) if (!regions.has(title)) regions.set(title, region);
  const region = env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? null;
  const found: Aws['environmentCredentials'] = [];
  if (env.AWS_BEARER_TOKEN_BEDROCK) found.push({ type: 'bedrockApiKey', region });
  if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) found.push({ type: 'accessKeys', region });
  const profiles = [...regions].map(([name, own]) => ({ name, region: own }));
  return { profiles: profiles.sort((a, b) => (a.name < b.name ? -1 : 1)), environmentCredentials: found };
}

/**
 * The region that 0.169.0 would ask in: the configured one, that of the environment, or that of a profile.
 * `problem`: there is none, in its words.
 */
export async function awsRegion(
  env: Environment,
  configured: { readonly profile: string | null; readonly region: string | null },
  providerId: string,
): Promise<{ region: string } | { problem: string }> {
  const told = configured.region || (env.AWS_REGION ?? env.AWS_DEFAULT_REGION);
  if (told !== undefined) return { region: told };
  if (env.AWS_BEARER_TOKEN_BEDROCK)
    return {
      problem: `Amazon Bedrock bearer token auth requires \`model_providers.${providerId}.aws.region\`, \`AWS_REGION\`, or \`AWS_DEFAULT_REGION\``,
    };
  const name = configured.profile ?? env.AWS_PROFILE ?? 'default';
  const { profiles } = await awsCredentials(env);
  const region = profiles.find((profile) => profile.name === name)?.region;
  return region
    ? { region }
    : { problem: 'failed to resolve Amazon Bedrock auth: AWS SDK config did not resolve a region' };
}

/** What is wrong with a file of Google Cloud credentials; null when it could be one. */
export async function gcpFileProblem(path: string): Promise<string | null> {
  if (!isAbsolute(path)) return 'provider credential_file must be an absolute path';
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    const isFolder = (thrown as NodeJS.ErrnoException).code === 'EISDIR';
    const why = isFolder ? 'expected a regular file' : osErrorText(thrown);
    return `Cannot read the Google Cloud credential file: ${why}`;
  }
  return isCredential(text)
    ? null
    : 'Expected a Google Cloud credential file containing a JSON object with a nonempty string type.';
}

function isCredential(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && typeof value.type === 'string' && value.type !== '';
  } catch {
    return false;
  }
}

async function sectionsOf(file: string): Promise<{ title: string; region: string | null }[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const sections: { title: string; region: string | null }[] = [];
  for (const line of text.split('\n')) {
    const title = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1];
    if (title !== undefined) sections.push({ title, region: null });
    const region = /^\s*region\s*=\s*(\S+)/.exec(line)?.[1];
    const last = sections.at(-1);
    if (region !== undefined && last !== undefined) last.region = region;
  }
  return sections;
}
