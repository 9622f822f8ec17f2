// view_image: puts a picture from the disk before the model.

import type { ImageProblem, ToolThread } from '../ports.js';
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
        {
          ...(canAskForOriginals(thread, here)
            ? { detail: text('`original` where details count; otherwise it may be made smaller.') }
            : {}),
          path: text('The file.'),
          ...environmentProperty(thread),
        },
        ['path'],
      ),
    async run(call, caller) {
      const { takesPictures = true, pictureDetail } = here.catalog.facts(caller.settings.model);
      if (!takesPictures) {
        throw new ToolRefusal('view_image is not allowed because you do not support image inputs');
      }
      const args = new Arguments(call.input);
      const named = args.text('path');
      const wish = args.optionalText('detail');
      assertDetail(wish, here);
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
      const asked = wish !== undefined && canAskForOriginals(caller, here) ? wish : undefined;
      const size = pictureDetail ?? asked;
      const picture = { type: 'input_image', image_url: viewed.dataUrl };
      return {
        output: [size === undefined ? picture : { ...picture, detail: size }],
        value: { image_url: viewed.dataUrl.replace(/^data:[^;]*/, 'data:application/octet-stream') },
      };
    },
  };
}

/** Where detail is not told by itself, a switch lets models ask for it that can take it. */
function canAskForOriginals(
  { settings }: Pick<ToolThread, 'settings'>,
  { rules, catalog }: Pick<ToolDeps, 'rules' | 'catalog'>,
): boolean {
  if (rules.imagesNameDetail || settings.features.image_detail_original !== true) return false;
  return catalog.facts(settings.model).takesOriginals === true;
}

/** @throws ToolRefusal */
function assertDetail(wish: string | undefined, { rules }: Pick<ToolDeps, 'rules'>): void {
  if (wish === undefined || wish === 'original' || (wish === 'high' && rules.imagesNameDetail)) return;
  const [known, usual] = rules.imagesNameDetail
    ? ['`high` or `original`', 'default high resized']
    : ['`original`', 'default resized'];
  throw new ToolRefusal(
    `view_image.detail only supports ${known}; omit \`detail\` for ${usual} behavior, got \`${wish}\``,
  );
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
