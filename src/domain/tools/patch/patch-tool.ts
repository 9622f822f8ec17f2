// apply_patch: as a tool of free text for models that know it, and as a function where a version still takes that.

import { chosenBy } from '../../environments/environment.js';
import type { ToolCall, ToolOutput } from '../../ports.js';
import { Arguments } from '../arguments.js';
import { shellText } from '../exec/output-text.js';
import { type Placed, placed } from '../placed-call.js';
import { functionTool, type Tool, ToolRefusal, text } from '../tool.js';
import type { ToolDeps } from '../tool-deps.js';
import { parsed, runPatch } from './run-patch.js';

/** Applies it in the environment that it names. @throws ToolRefusal */
async function runPlaced({ callId, input: text }: ToolCall, here: Placed): ReturnType<typeof runPatch> {
  const environmentId = parsed(text, here.deps.rules.patch).environmentId ?? undefined;
  if (environmentId !== undefined && chosenBy(here.context.settings).length < 2) {
    throw new ToolRefusal('apply_patch environment selection is unavailable for this turn');
  }
  const { deps, context } = placed(here, { callId, environmentId });
  return runPatch({ deps, context, callId, text, cwd: context.settings.cwd });
}

/** The patch format, for models that are held to a grammar. */
function grammar(namesEnvironment: boolean): string {
  const place = namesEnvironment ? ' environment?' : '';
  const named = namesEnvironment ? 'environment: "*** Environment ID: " path LF\n' : '';
  return `start: begin${place} operation+ end
${named}begin: "*** Begin Patch" LF
end: "*** End Patch" LF?

operation: add | remove | update
add: "*** Add File: " path LF added+
remove: "*** Delete File: " path LF
update: "*** Update File: " path LF move? changes?

path: /(.+)/
added: "+" /(.*)/ LF -> line

move: "*** Move to: " path LF
changes: (place | line)+ tail?
place: ("@@" | "@@ " /(.+)/) LF
line: ("+" | "-" | " ") /(.*)/ LF
tail: "*** End of File" LF

%import common.LF
`;
}

export function patchTools(deps: ToolDeps): Tool[] {
  const formFor = (model: string): 'freeform' | 'function' | null => {
    const { known, takesPatches = known } = deps.catalog.facts(model);
    if (takesPatches === true) return 'freeform';
    return takesPatches === false ? null : takesPatches;
  };
  const word = async (run: ReturnType<typeof runPatch>): Promise<ToolOutput> => {
    const { exitCode, seconds, output } = await run;
    const said = shellText(exitCode, seconds, output);
    return { output: said, said, value: {} };
  };
  return [
    {
      name: 'apply_patch',
      kind: 'custom',
      isRehearsable: true,
      offered: ({ settings }) =>
        formFor(settings.model) === 'freeform'
          ? {
              type: 'custom',
              name: 'apply_patch',
              description: 'Changes files. Takes the text of a patch as it is, not JSON.',
              format: { type: 'grammar', syntax: 'lark', definition: grammar(chosenBy(settings).length > 1) },
            }
          : null,
      run: (call, context) => word(runPlaced(call, { deps, context })),
    },
    {
      name: 'apply_patch',
      kind: 'function',
      offered: ({ settings }) =>
        formFor(settings.model) === 'function'
          ? functionTool(
              'apply_patch',
              'Changes files. `input` is the whole text of a patch.',
              { input: text('The patch.') },
              ['input'],
            )
          : null,
      takesUnoffered: ({ settings }) => deps.rules.olderToolsAreTaken && formFor(settings.model) !== null,
      run: (call, context) => {
        const patch = new Arguments(call.input).text('input');
        return word(runPatch({ deps, context, callId: call.callId, text: patch, cwd: context.settings.cwd }));
      },
    },
  ];
}
