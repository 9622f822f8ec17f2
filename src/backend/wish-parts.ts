// Reads the parts that say what shall be done and leave the tool to the request.

import type { WishParts } from './script.js';
import {
  flag,
  list,
  milliseconds,
  name,
  number,
  object,
  oneOf,
  type Place,
  type Read,
  record,
  text,
} from './script-reader.js';
import type { PlanStatus, ToolWish } from './tool-wish.js';

type Written<K extends keyof WishParts> = Extract<WishParts[K], object>;

/** A text is short for the one member an object must have. */
function shortFor<T>(key: keyof T & string, read: Read<T>): Read<T> {
  return (place) =>
    read(typeof place.value === 'string' ? { ...place, value: { [key]: place.value } } : place);
}

const run = shortFor(
  'command',
  object<Written<'run'>>(
    {
      command: name,
      workdir: name,
      escalate: text,
      timeoutMs: milliseconds,
      yieldMs: milliseconds,
      tty: flag,
      prefixRule: list(name, 1),
      id: name,
    },
    ['command'],
  ),
);

const patch = shortFor('patch', object<Written<'patch'>>({ patch: name, id: name }, ['patch']));

const status = oneOf('pending', 'in_progress', 'completed');
const planStep: Read<{ step: string; status: PlanStatus }> = (place) => {
  const written = shortFor(
    'step',
    object<{ step: string; status?: PlanStatus }>({ step: name, status }, ['step']),
  )(place);
  return written && { step: written.step, status: written.status ?? 'pending' };
};
const planObject = object<{
  steps: { step: string; status: PlanStatus }[];
  explanation?: string;
  id?: string;
}>({ steps: list(planStep, 1), explanation: text, id: name }, ['steps']);
const plan = (place: Place): ReturnType<typeof planObject> =>
  planObject(Array.isArray(place.value) ? { ...place, value: { steps: place.value } } : place);

const option: Read<{ label: string; description: string }> = (place) => {
  const written = shortFor(
    'label',
    object<{ label: string; description?: string }>({ label: name, description: text }, ['label']),
  )(place);
  return written && { label: written.label, description: written.description ?? written.label };
};
const askObject = object<{
  question: string;
  header?: string;
  options?: { label: string; description: string }[];
  questionId?: string;
  id?: string;
}>({ question: name, header: name, options: list(option, 1), questionId: name, id: name }, ['question']);
const yesOrNo = ['Yes', 'No'].map((label) => ({ label, description: label }));

const viewImage = shortFor('path', object<Written<'viewImage'>>({ path: name, id: name }, ['path']));

const stdin = shortFor(
  'chars',
  object<Written<'stdin'>>(
    { chars: text, session: number('a session number', 0, true), yieldMs: milliseconds, id: name },
    ['chars'],
  ),
);

const permissions = object<Written<'permissions'>>({ permissions: record, reason: text, id: name }, [
  'permissions',
]);

const mcp = object<Written<'mcp'>>({ server: name, tool: name, arguments: record, id: name }, [
  'server',
  'tool',
]);

/** How each wish is read, by its key; the key is also its kind. */
export const wishReaders: { readonly [K in keyof WishParts]-?: Read<ToolWish> } = {
  run: as(run, (written) => ({ kind: 'run', ...written })),
  patch: as(patch, (written) => ({ kind: 'patch', ...written })),
  plan: as(plan, (written) => ({ kind: 'plan', ...written })),
  ask: as(
    shortFor('question', askObject),
    ({ header = 'Question', questionId = 'answer', options, ...rest }) => ({
      kind: 'ask',
      header,
      questionId,
      options: options ?? yesOrNo,
      ...rest,
    }),
  ),
  viewImage: as(viewImage, (written) => ({ kind: 'viewImage', ...written })),
  stdin: as(stdin, (written) => ({ kind: 'stdin', ...written })),
  permissions: as(permissions, (written) => ({ kind: 'permissions', ...written })),
  mcp: as(mcp, (written) => ({ kind: 'mcp', ...written })),
};

/** The keys of `wishReaders`, in the order in which short members of one reply are played. */
export const wishKeys = Object.keys(wishReaders) as (keyof WishParts)[]; // its own keys

function as<T>(read: Read<T>, make: (written: T) => ToolWish): Read<ToolWish> {
  return (place) => {
    const written = read(place);
    return written === undefined ? undefined : make(written);
  };
}
