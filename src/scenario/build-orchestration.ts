import type { OrchestrationGroup, Script } from '../model/scenario.ts';
import type { Groups } from './build-groups.ts';
import type { Path } from './issue.ts';
import type { Names, Parts } from './parts.ts';
import type { Mistakes } from './read.ts';

type WrittenGroup = NonNullable<NonNullable<Parts['orchestrationGroups']>[number]>;
type WrittenScript = WrittenGroup['preScript'];

/** More are refused by Configuration Manager (domain, orchestration groups). */
const MEMBERS_MAX = 1000;

/** Resolves the orchestration groups; reports what Configuration Manager would refuse. */
export function buildOrchestration(
  parts: Parts,
  groups: Groups,
  groupNames: Names,
  mistakes: Mistakes,
): OrchestrationGroup[] {
  const ownerOf = new Map<number, string>();
  return (parts.orchestrationGroups ?? []).flatMap((written, at): OrchestrationGroup[] => {
    if (written === null) return [];
    const path: Path = ['orchestrationGroups', at];
    const members = written.groups.map((name, place) => groupNames.find(name, [...path, 'groups', place]));
    checkOwners(written.name, members, ownerOf, path, mistakes);
    checkMembers(members, groups, path, mistakes);
    const { name, rule, memberTimeout, groupTimeout, preScript, postScript } = written;
    return [
      {
        name,
        groups: members,
        rule: ruleOf(rule),
        memberTimeoutMs: memberTimeout,
        groupTimeoutMs: groupTimeout,
        preScript: scriptOf(preScript),
        postScript: scriptOf(postScript),
      },
    ];
  });
}

/** A client is a member of one orchestration group at most. */
function checkOwners(
  name: string,
  members: readonly number[],
  ownerOf: Map<number, string>,
  path: Path,
  mistakes: Mistakes,
): void {
  members.forEach((group, place) => {
    if (group < 0) return;
    const owner = ownerOf.get(group);
    if (owner !== undefined) {
      mistakes.at(
        [...path, 'groups', place],
        `is in the orchestration group "${owner}" already; a client is a member of one at most`,
      );
    }
    ownerOf.set(group, name);
  });
}

function checkMembers(members: readonly number[], { groups }: Groups, path: Path, mistakes: Mistakes): void {
  const known = members.flatMap((number) => groups[number] ?? []);
  const count = known.reduce((sum, group) => sum + group.count, 0);
  if (count > MEMBERS_MAX) {
    mistakes.at(
      [...path, 'groups'],
      `have ${count} clients; an orchestration group has at most ${MEMBERS_MAX} members`,
    );
  }
  const stranger = members.findIndex((number) => groups[number] && groups[number].site !== known[0]!.site);
  if (stranger < 0) return;
  mistakes.at(
    [...path, 'groups', stranger],
    `is assigned to another site than "${known[0]!.name}"; the members of an orchestration group are of one site`,
  );
}

function ruleOf(rule: WrittenGroup['rule']): OrchestrationGroup['rule'] {
  if (rule === 'sequence') return { kind: 'sequence' };
  if (rule.number !== undefined) return { kind: 'number', count: rule.number };
  return { kind: 'share', share: rule.share! };
}

function scriptOf(written: WrittenScript): Script | null {
  return written === undefined ? null : { duration: written.duration, failureShare: written.failures };
}
