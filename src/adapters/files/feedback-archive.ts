// Feedback, kept on this machine in an archive: what was said, and the files that were chosen to go with it. Written
// aside and then put in place, so that an archive is whole or is not there.

import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Feedback } from '../../domain/feedback.js';
import { osErrorText } from './os-error.js';
import { type ZipEntry, zipOf } from './zip.js';

/** Why the archive could not be written. */
export class FeedbackNotSaved extends Error {}

/** Writes a new file, for the user's eyes alone; `path` is absolute. @throws FeedbackNotSaved */
export async function saveFeedback(feedback: Feedback, path: string): Promise<void> {
  if ((await lstat(path).catch(() => null)) !== null)
    throw new FeedbackNotSaved('feedback save path already exists');
  const archive = zipOf(await entriesOf(feedback));
  const aside = join(dirname(path), `.tmp${randomUUID()}`);
  try {
    await writeFile(aside, archive, { mode: 0o600, flag: 'wx' });
    await copyFile(aside, path, constants.COPYFILE_EXCL);
  } catch (thrown) {
    throw new FeedbackNotSaved(`${osErrorText(thrown)} at path "${aside}"`, { cause: thrown });
  } finally {
    await rm(aside, { force: true });
  }
}

/** Keeps feedback that would be sent elsewhere. @throws FeedbackNotSaved */
export async function keepFeedback(feedback: Feedback, codexHome: string): Promise<void> {
  const folder = join(codexHome, 'feedback');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await saveFeedback(feedback, join(folder, `${feedback.threadId}-${randomUUID()}.zip`));
}

async function entriesOf({ files, ...report }: Feedback): Promise<ZipEntry[]> {
  const attachments: ZipEntry[] = [];
  for (const [at, file] of files.entries()) {
    const data = await readFile(file).catch((thrown: unknown) => {
      throw new FeedbackNotSaved(`failed to read selected attachment ${file}: ${osErrorText(thrown)}`, {
        cause: thrown,
      });
    });
    attachments.push({ name: `attachments/${at + 1}-${basename(file)}`, data });
  }
  const manifest = { files: attachments.map(({ name, data }) => ({ name, bytes: data.length })) };
  return [json('report.json', report), json('manifest.json', manifest), ...attachments];
}

function json(name: string, value: unknown): ZipEntry {
  return { name, data: Buffer.from(`${JSON.stringify(value, null, 2)}\n`) };
}
