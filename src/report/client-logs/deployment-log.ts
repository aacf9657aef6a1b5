import { Enforcement } from '../../model/client/enforcement.ts';
import type { DeploymentFacts } from '../../model/stories/client-facts.ts';
import type { ClientChapter } from '../../model/stories/client-story.ts';
import type { StoryNames } from '../explain/story-names.ts';
import { type LogLine, line } from './client-log.ts';

/** What policy brings, and what deadlines and users want. */
export function assignmentLines(names: StoryNames, { atMs, before, after }: ClientChapter): LogLine[] {
  const enabled =
    after.isEnabled === before.isEnabled
      ? []
      : [
          line(
            'PolicyAgent',
            `Policy compiled: software updates ${after.isEnabled ? 'enabled' : 'disabled'}`,
          ),
        ];
  const lines = after.deployments.flatMap((is, at) => {
    const was = before.deployments[at]!;
    return [...policyOf(names, atMs, was, is), ...wanted(names, was, is)];
  });
  return [...enabled, ...lines];
}

function policyOf(names: StoryNames, atMs: number, was: DeploymentFacts, is: DeploymentFacts): LogLine[] {
  const name = names.deployment(is.deployment);
  const had = (was.bits & Enforcement.policy) !== 0;
  const has = (is.bits & Enforcement.policy) !== 0;
  if (had && !has)
    return [
      line('PolicyAgent', `Policy of assignment ${name} revoked`),
      line('UpdatesDeployment', `Assignment ${name} removed`),
    ];
  if (!has || (had && is.revision === was.revision)) return [];
  const count = names.slotsOf(is.deployment).length;
  const times = `available ${timeOf(names, is.availableMs, atMs)}, deadline ${timeOf(names, is.deadlineMs, atMs)}`;
  return [
    line('PolicyAgent', `Policy of assignment ${name} compiled, version ${is.revision + 1}`),
    line('UpdatesDeployment', `Assignment ${name} has total CI = ${count}; ${times}`),
  ];
}

function timeOf(names: StoryNames, atMs: number, nowMs: number): string {
  return atMs === Infinity ? 'none' : `${names.clockTime(atMs, nowMs)} UTC`;
}

function wanted(names: StoryNames, was: DeploymentFacts, is: DeploymentFacts): LogLine[] {
  const fresh = is.bits & ~was.bits;
  const name = names.deployment(is.deployment);
  const lines: LogLine[] = [];
  if ((fresh & Enforcement.byUser) !== 0)
    lines.push(line('UpdatesDeployment', `User requests the installation of assignment ${name}`));
  if ((fresh & Enforcement.deadline) !== 0)
    lines.push(line('UpdatesDeployment', `Deadline received for assignment ${name}`));
  return lines;
}
