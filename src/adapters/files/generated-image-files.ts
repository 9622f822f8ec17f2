// GeneratedImages over the file system: one folder a thread below CODEX_HOME's `generated_images`.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GeneratedImages } from '../../domain/ports.js';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export function generatedImageFiles(codexHome: string): GeneratedImages {
  return {
    save(threadId, id, base64) {
      const text = base64.trim();
      if (!BASE64.test(text)) return undefined;
      const folder = join(codexHome, 'generated_images', fileName(threadId));
      const path = join(folder, `${fileName(id)}.png`);
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(path, Buffer.from(text, 'base64'));
        return path;
      } catch {
        return undefined;
      }
    },
  };
}

/** As the real server names it: nothing of an id leads out of the folder. */
function fileName(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9_-]/gu, '_') || 'generated_image';
}
