import { describe, expect, it } from 'vitest';
import { PHASED, RULE } from './deploying.ts';
import { HIERARCHY, mistakesOf, placed, SMALL, smallWith } from './loading.ts';

/** What is written, with § where mistakes are shown. */
const MISTAKES: readonly (readonly [what: string, text: string, mistakes: readonly string[]])[] = [
  [
    'an available deployment with a deadline',
    smallWith('deadline: 2024-06-18', 'purpose: available\n    deadline: §2024-06-18'),
    [
      'deployments[0].deadline  is that of an available deployment, which has none; leave it out, or write "purpose: required"',
    ],
  ],
  [
    'a required deployment without a deadline',
    smallWith('deadline: 2024-06-18 17:00 client-local', 'purpose: required\n    deadline: §none'),
    [
      'deployments[0].deadline  is that of a required deployment, which needs one; write one, or "purpose: available"',
    ],
  ],
  [
    'a collection that is not there',
    smallWith('    created', '    collection: §Pilot\n    created'),
    ['deployments[0].collection  "Pilot" is not a collection'],
  ],
  [
    'a collection and groups',
    `${smallWith('    created', '    collection: Pilot\n    §groups: all\n    created')}collections: [{ name: Pilot, groups: [branch] }]\n`,
    ['deployments[0].groups  stands beside "collection"; leave one of them out'],
  ],
  [
    'a package that is not there',
    smallWith('    created', '    package: §Monthly\n    created'),
    ['deployments[0].package  "Monthly" is not a package'],
  ],
  [
    'both ways of saying when updates were released',
    smallWith('released: { from', '§released: { within: 7 d, from'),
    ['deployments[0].updates.released  takes either "from" and "to" or "within"'],
  ],
  [
    'a creation that counts from what is counted from it',
    SMALL.replace(/updates: \{ released.*\n/, 'updates: { released: { within: 7 d } }\n').replace(
      'created: 2024-06-11 21:00 UTC',
      'created: §release + 1 d',
    ),
    [
      'deployments[0].created  counts from the release of its updates, and these from it by "within"; name an instant',
    ],
  ],
  [
    'a grace period beyond what can be set',
    `${SMALL}clientSettings: { grace: §121 h }\n`,
    ['clientSettings.grace  is at most 5 d; write for example 24 h'],
  ],
  [
    'a maximum run time below what can be set',
    `${SMALL}assumptions: { maxRunTime: { LCU: §4 min } }\n`,
    ['assumptions.maxRunTime.LCU  has to be at least 5 min; write for example 60 min'],
  ],
  [
    'more runs than there can be deployments',
    `${smallWith('horizon: 21 d', 'horizon: 300 d')}${RULE.replace('  - name', '  - §name').replace('weekly on Wed', 'daily')}`,
    [
      'rules[0]  makes 301 deployments in all; at most 256 can be simulated: write a shorter "horizon", fewer runs, or "group: existing"',
    ],
  ],
  [
    'a run that is called like a deployment',
    `${SMALL.replaceAll('June', 'Patch Tuesday 2024-06-12')}${RULE.replace('name: Patch', 'name: §Patch')}`,
    [
      'rules[0].name  makes a deployment "Patch Tuesday 2024-06-12", which is the name of another one already',
    ],
  ],
  [
    'a rule with two deployments without names',
    `${SMALL}${RULE.replace('[{ d', '[{}, §{ d')}`,
    ['rules[0].deployments[1]  lacks "name"; write one to tell it from the other deployments of its rule'],
  ],
  [
    'a rule of a site below the top',
    `${HIERARCHY}${RULE.replace('    run', '    site: §P01\n    run')}`,
    [
      'rules[0].site  "P01" is not a top-level site; rules are made at "CAS", from whose database they choose',
    ],
  ],
  [
    'a phase without a deadline',
    `${SMALL}${PHASED.replace('deadlineAfter: 3 d', 'deadlineAfter: §none')}`,
    ['phasedDeployments[0].phases[0].deadlineAfter  is that of a phase, which is required; write a duration'],
  ],
  [
    'a client in two orchestration groups',
    `${SMALL}orchestrationGroups: [{ name: A, groups: [branch], rule: sequence }, { name: B, groups: [§branch], rule: sequence }]\n`,
    [
      'orchestrationGroups[1].groups[0]  is in the orchestration group "A" already; a client is a member of one at most',
    ],
  ],
  [
    'an orchestration group of too many',
    `${smallWith('count: 50', 'count: 1001')}orchestrationGroups: [{ name: A, §groups: [branch], rule: sequence }]\n`,
    ['orchestrationGroups[0].groups  have 1001 clients; an orchestration group has at most 1000 members'],
  ],
  [
    'an orchestration group of two sites',
    `${HIERARCHY}orchestrationGroups: [{ name: A, groups: [offices, §branch], rule: sequence }]\n`,
    [
      'orchestrationGroups[0].groups[1]  is assigned to another site than "offices"; the members of an orchestration group are of one site',
    ],
  ],
];

describe('A mistake about what deploys updates', () => {
  it.each(MISTAKES)('such as %s is shown at its place', (_, marked, mistakes) => {
    expect(mistakesOf(marked.replaceAll('§', ''))).toEqual(placed(marked, mistakes));
  });
});
