// What a review looks at: checked, as people read it, and as the reviewer is told. Pure. The wording is ours; labels
// are the protocol's, because clients show them.

import type { ReviewTarget } from '../../protocol/index.js';
import { DomainError } from '../errors.js';

const SHORT_SHA = 7;

/** The target without blanks around its words. @throws DomainError `reviewTargetEmpty` */
export function checkedTarget(target: ReviewTarget): ReviewTarget {
  switch (target.type) {
    case 'uncommittedChanges':
      return target;
    case 'baseBranch':
      return { ...target, branch: filled('branch', target.branch) };
    case 'commit': {
      const title = target.title?.trim();
      return { ...target, sha: filled('sha', target.sha), title: title ? title : null };
    }
    case 'custom':
      return { ...target, instructions: filled('instructions', target.instructions) };
  }
}

/** What people are told is reviewed. */
export function labelOf(target: ReviewTarget): string {
  switch (target.type) {
    case 'uncommittedChanges':
      return 'current changes';
    case 'baseBranch':
      return `changes against '${target.branch}'`;
    case 'commit': {
      // Sign by sign: some are two units long.
      const short = Array.from(target.sha).slice(0, SHORT_SHA).join('');
      return target.title == null ? `commit ${short}` : `commit ${short}: ${target.title}`;
    }
    case 'custom':
      return target.instructions;
  }
}

/** What the reviewer is asked. */
export function promptOf(target: ReviewTarget): string {
  switch (target.type) {
    case 'uncommittedChanges':
      return 'Review what has been changed in this working folder and not committed yet: what is staged, what is not, and files that git does not know.';
    case 'baseBranch':
      return `Review what this branch changes against ${target.branch}. \`git diff $(git merge-base HEAD ${target.branch})\` shows it; where ${target.branch} does not exist here, try what it follows (${target.branch}@{upstream}).`;
    case 'commit': {
      const title = target.title == null ? '' : ` (“${target.title}”)`;
      return `Review what commit ${target.sha}${title} changes. \`git show ${target.sha}\` shows it.`;
    }
    case 'custom':
      return target.instructions;
  }
}

function filled(what: 'branch' | 'sha' | 'instructions', value: string): string {
  const text = value.trim();
  if (text === '') throw new DomainError({ code: 'reviewTargetEmpty', what });
  return text;
}
