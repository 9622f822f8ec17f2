// view_image: puts a picture from the disk before the model.

import type { ImageProblem } from '../ports.js';
import { Arguments } from './arguments.js';
import { readProblem } from './files-guard.js';
import { environmentProperty, placed } from './placed-call.js';
import { functionTool, type Tool, ToolRefusal, text } from './tool.js';
import type { ToolDeps } from './tool-deps.js';

export function viewImage(here: ToolDeps): Tool {
  return {
    name: 'view_image',
    kind: 'function',
    offered: (thread) =>
      functionTool(
        'view_image',
        'Shows an image file, when its text will not do.',
        { path: text('The file.'), ...environmentProperty(thread) },
        ['path'],
      ),
    async run(call, caller) {
      const args = new Arguments(call.input);
      const named = args.text('path');
      const environmentId = args.optionalText('environment_id');
      const { deps, context } = placed(
        { deps: here, context: caller },
        { callId: call.callId, environmentId },
      );
      const path = deps.files.resolve(context.settings.cwd, named);
      const detail = await readProblem(path, context.settings, {
        files: deps.files,
        tmpdir: deps.env.TMPDIR,
      });
      if (detail !== null) throw new ToolRefusal(problemText(path, { problem: 'unreadable', detail }, deps));
      const viewed = await deps.images.view(path);
      if ('problem' in viewed) throw new ToolRefusal(problemText(path, viewed, deps));
      const item = { type: 'imageView', id: call.callId, path } as const;
      context.startItem(item);
      context.completeItem(item);
      const size = deps.rules.imagesNameDetail ? { detail: 'original' } : {};
      return { output: [{ type: 'input_image', image_url: viewed.dataUrl, ...size }] };
    },
  };
}

function problemText(path: string, { problem, detail }: ImageProblem, { rules }: ToolDeps): string {
  switch (problem) {
    case 'unreadable':
      return `unable to locate image at \`${path}\`: ${detail}`;
    case 'notAFile':
      return `image path \`${path}\` is not a file`;
    case 'unsupported':
      return rules.imagesNameDetail
        ? 'unable to process image: invalid or unsupported image data'
        : `unable to process image at \`${path}\`: unsupported image \`${detail}\``;
  }
}
