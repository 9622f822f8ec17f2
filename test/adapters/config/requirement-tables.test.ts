import { expect, test } from 'vitest';
import { requirementsShape } from '../../../src/adapters/config/requirement-keys.js';
import { problemIn } from '../../../src/adapters/config/requirement-shape.js';

const told = (tree: Record<string, unknown>) => {
  const problem = problemIn(tree, requirementsShape('0.169.0'));
  return problem && [problem.message, problem.path.join('.')];
};

test.each([
  [{ foo: 3 }, 'unknown field `foo`, expected `network` or `storage`', 'application'],
  [
    { network: { domains: { 'a.test': 'none' } } },
    'unknown variant `none`, expected `allow` or `deny`',
    'application.network.domains.a.test',
  ],
  [
    { storage: { default_project_parent: 'a' } },
    'path is not absolute: a',
    'application.storage.default_project_parent',
  ],
])(
  'what is wrong in the demands on applications is told as 0.169.0 tells it: %j',
  (application, ...problem) => {
    expect(told({ application })).toEqual(problem);
  },
);

test('folders of applications may begin in the home', () => {
  expect(told({ application: { storage: { default_project_parent: '~/a' } } })).toBeNull();
});
