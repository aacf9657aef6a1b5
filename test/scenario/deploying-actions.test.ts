import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../model/small-fleet.ts';
import { loaded, PHASED, RULE } from './deploying.ts';
import { mistakesOf, placed, SMALL } from './loading.ts';

const EVERYTHING = `packages: [{ name: Monthly, source: \\\\server\\monthly }]
collections: [{ name: Pilot, groups: [branch] }]
orchestrationGroups: [{ name: Cluster, groups: [branch], rule: sequence }]
${PHASED}${RULE.replace('[{ d', '[{ name: later, addedBy: action }, { name: now, d')}`;

describe('An act of an administrator', () => {
  it('names what it is about', () => {
    const written = [
      'do: disableDeployment, deployment: June',
      'do: enableDeployment, deployment: June',
      'do: retarget, deployment: Rings phase 2, collection: Pilot',
      'do: addUpdates, deployment: June, updates: [KB5037771]',
      'do: removeUpdates, deployment: June, updates: [u1, u2]',
      'do: addDeployment, rule: Patch Tuesday, deployment: later',
      'do: startPhase, phasedDeployment: Rings, phase: 2',
      'do: suspendPhases, phasedDeployment: Rings',
      'do: resumePhases, phasedDeployment: Rings',
      'do: downloadUpdates, package: Monthly, updates: [u2]',
      'do: distributePackage, package: Monthly, distributionPoints: [DP2]',
      'do: deletePackage, package: Monthly',
      'do: evaluateNow, groups: [branch]',
      'do: resetOrchestrationGroup, orchestrationGroup: Cluster',
      'do: deleteDeployment, deployment: June',
    ];
    const items = written.map((one, day) => `  - { at: start + ${day + 4} d, ${one} }\n`).join('');
    const { actions } = loaded(`${EVERYTHING}actions:\n${items}`);
    expect(actions.map(({ atMs: _, ...rest }) => rest)).toEqual([
      { verb: 'disableDeployment', deployment: 0 },
      { verb: 'enableDeployment', deployment: 0 },
      { verb: 'retarget', deployment: 2, collection: 0 },
      { verb: 'addUpdates', deployment: 0, updates: [0] },
      { verb: 'removeUpdates', deployment: 0, updates: [0, 1] },
      { verb: 'addDeployment', rule: 0, added: 0 },
      { verb: 'startPhase', phasedDeployment: 0, phase: 1 },
      { verb: 'suspendPhases', phasedDeployment: 0, phase: 0 },
      { verb: 'resumePhases', phasedDeployment: 0, phase: 0 },
      { verb: 'downloadUpdates', package: 0, updates: [1] },
      { verb: 'distributePackage', package: 0, distributionPoints: [1] },
      { verb: 'deletePackage', package: 0 },
      { verb: 'evaluateNow', groups: [1] },
      { verb: 'resetOrchestrationGroup', orchestrationGroup: 0 },
      { verb: 'deleteDeployment', deployment: 0 },
    ]);
  });

  it('on a deployment of a rule is about that of its last run and those of the runs to come', () => {
    const weekly = `collections: [{ name: Everyone, groups: [offices, branch] }]
rules:
  - name: Weekly
    updates: { released: { within: 7 d } }
    run: weekly on Wed at 08:00 UTC
    deployments: [{ name: pilot, groups: [branch] }]
`;
    const act = 'do: retarget, rule: Weekly, deployment: pilot, collection: Everyone';
    const { actions, deployments, collections, rules } = loaded(
      `${weekly}actions:\n  - { at: start + 10 d, ${act} }\n`,
    );
    const { slots } = rules[0]!.deployments[0]!;
    const runsMs = rules[0]!.startsMs;
    const last = runsMs.filter((atMs) => atMs <= 10 * DAY_MS).length - 1;
    expect(last).toBeGreaterThan(0);
    expect(actions.map((each) => 'deployment' in each && each.deployment)).toEqual(slots.slice(last));
    const named = collections.findIndex(({ name }) => name === 'Everyone');
    expect(actions.every((each) => each.verb === 'retarget' && each.collection === named)).toBe(true);
    expect(deployments[slots[last]!]!.name).toMatch(/^Weekly pilot 2024-/);
  });

  it.each([
    [
      'a deployment that is not there',
      'do: enableDeployment, deployment: §Jun',
      'deployment  "Jun" is not a deployment; did you mean "June"?',
    ],
    ['no deployment', '§do: deleteDeployment', 'has to name a "deployment"'],
    [
      'a collection that is not there',
      'do: retarget, deployment: June, collection: §Pilots',
      'collection  "Pilots" is not a collection; did you mean "Pilot"?',
    ],
    [
      'an update that is not there',
      'do: addUpdates, deployment: June, updates: [§KB503777]',
      'updates[0]  "KB503777" is not an update of the catalogue; did you mean "KB5037771"?',
    ],
    ['no update', '§do: addUpdates, deployment: June', 'has to say which "updates"'],
    [
      'a deployment that a rule has from the start',
      'do: addDeployment, rule: Patch Tuesday, deployment: §now',
      'deployment  "now" is a deployment of the rule from the start; give it "addedBy: action"',
    ],
    [
      'the first phase',
      'do: startPhase, phasedDeployment: Rings, phase: §1',
      'phase  is the first, which has a time of its own',
    ],
    [
      'one phase too many',
      'do: startPhase, phasedDeployment: Rings, phase: §5',
      'phase  is more than the 4 that there are',
    ],
    ['no phase', '§do: startPhase, phasedDeployment: Rings', 'has to say which "phase"'],
    [
      'no distribution point',
      '§do: distributePackage, package: Monthly',
      'has to name the "distributionPoints" that get it',
    ],
  ])('that names %s is a mistake', (_, action, message) => {
    const isWhole = action.startsWith('§');
    const marked = `${SMALL}${EVERYTHING}actions: [${isWhole ? '§' : ''}{ at: start, ${isWhole ? action.slice(1) : action} }]\n`;
    const path = isWhole ? 'actions[0]  ' : 'actions[0].';
    expect(mistakesOf(marked.replace('§', ''))).toEqual(placed(marked, [path + message]));
  });
});
