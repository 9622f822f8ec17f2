// fs/*: files of this machine, used by clients directly.

import { DomainError } from '../../domain/errors.js';
import { decodeBase64 } from '../../util/base64.js';
import { createFileWatches } from '../file-watches.js';
import { defineRoom } from '../room.js';

export const fs = defineRoom('fs', ({ files, profile }) => {
  const watches = createFileWatches(files);
  return {
    'fs/readFile': async ({ path }) => ({
      dataBase64: Buffer.from(await files.readFile(path)).toString('base64'),
    }),
    'fs/writeFile': async ({ path, dataBase64 }) => {
      const data = decodeBase64(dataBase64);
      if ('problem' in data) throw new DomainError({ code: 'fileContentInvalid', problem: data.problem });
      await files.writeFile(path, data.bytes);
      return {};
    },
    'fs/createDirectory': async ({ path, recursive }) => {
      await files.createDirectory(path, { recursive: recursive ?? true });
      return {};
    },
    'fs/getMetadata': ({ path }) => files.getMetadata(path),
    'fs/readDirectory': async ({ path }) => ({ entries: await files.readDirectory(path) }),
    'fs/remove': async ({ path, recursive, force }) => {
      await files.remove(path, { recursive: recursive ?? true, force: force ?? true });
      return {};
    },
    'fs/copy': async ({ sourcePath, destinationPath, recursive }) => {
      await files.copy(sourcePath, destinationPath, { recursive: recursive ?? false });
      return {};
    },
    'fs/watch': async ({ path, watchId }, context) => {
      const started = await watches.start(path, watchId, context);
      return profile.quirks.watchIdIsTheServers ? { ...started, path } : { path };
    },
    'fs/unwatch': ({ watchId }, { connection }) => {
      watches.stop(watchId, connection);
      return {};
    },
  };
});
