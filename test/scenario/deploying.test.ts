import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Fleet } from '../../src/model/fleet.ts';
import { readMetrics } from '../../src/report/metrics/index.ts';
import { formatIssue } from '../../src/scenario/issue.ts';
import { HIERARCHY, loadText, mistakesOf, placed, SMALL, smallWith } from './loading.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;
const at = (text: string) => Date.parse(text) - Date.parse('2024-06-10T00:00:00Z');

/** SMALL with more keys; what is loaded, and again from its resolved form. */
function loaded(more: string, text = SMALL) {
  const { scenario, issues, resolvedYaml } = loadText(text + more);
  expect(issues.filter(({ severity }) => severity === 'error').map(formatIssue)).toEqual([]);
  const again = loadText(resolvedYaml!);
  expect(again.issues.filter(({ severity }) => severity === 'error').map(formatIssue)).toEqual([]);
  expect(again.scenario).toEqual(scenario);
  expect(again.resolvedYaml).toBe(resolvedYaml);
  return scenario!;
}

/** The only deployment of SMALL, with further lines. */
function june(...lines: readonly string[]) {
  const more = lines.map((line) => `    ${line}\n`).join('');
  return loaded('', SMALL.replace('    created: 2024', `${more}    created: 2024`)).deployments[0]!;
}

describe('A deployment by hand', () => {
  it('is what the wizard proposes when nothing else is said', () => {
    expect(june()).toMatchObject({
      enabled: true,
      selection: null,
      deadlineDelay: null,
      alert: null,
      options: {
        installOutsideWindows: false,
        restartOutsideWindows: false,
        suppressRestart: { workstations: false, servers: false },
        commitsChanges: true,
        grace: false,
        isShown: true,
        wakeOnLan: false,
        evaluatesAfterRestart: false,
        neighbourContent: true,
        siteDefaultContent: false,
        microsoftUpdateContent: false,
        meteredAtDeadline: false,
      },
    });
  });

  it('says on the pages of the wizard what becomes of restarts, windows, filters and users', () => {
    const written = june(
      'installOutsideWindows: true',
      'restartOutsideWindows: true',
      'suppressRestart: [servers]',
      'commitsChanges: false',
      'grace: true',
      'userExperience: hidden',
      'wakeOnLan: true',
      'evaluatesAfterRestart: true',
      'neighbourContent: false',
      'siteDefaultContent: true',
      'microsoftUpdateContent: true',
      'meteredAtDeadline: true',
      'alert: { below: 90 %, after: 24 h }',
      'enabled: false',
    );
    expect(written).toMatchObject({
      enabled: false,
      alert: { share: 0.9, afterDeadlineMs: DAY_MS },
      options: {
        installOutsideWindows: true,
        restartOutsideWindows: true,
        suppressRestart: { workstations: false, servers: true },
        commitsChanges: false,
        grace: true,
        isShown: false,
        wakeOnLan: true,
        evaluatesAfterRestart: true,
        neighbourContent: false,
        siteDefaultContent: true,
        microsoftUpdateContent: true,
        meteredAtDeadline: true,
      },
    });
  });

  it('is an available one by its purpose or for want of a deadline', () => {
    const without = SMALL.replace(
      '    deadline: 2024-06-18 17:00 client-local\n',
      '    purpose: available\n',
    );
    expect(loaded('', without).deployments[0]!.deadlineMs).toBe(null);
    const none = smallWith('deadline: 2024-06-18 17:00 client-local', 'deadline: none');
    expect(loaded('', none).deployments[0]!.deadlineMs).toBe(null);
  });

  it('asks the site which of its updates clients require, when it is created', () => {
    const asked = smallWith(
      'updates: { released:',
      'updates: { requiredOnMoreThan: 50, superseded: false, released:',
    );
    expect(loaded('', asked).deployments[0]).toMatchObject({
      updates: [1],
      selection: { requiredOnMoreThan: 50, releasedWithinMs: null, superseded: false },
    });
  });

  it.each([
    ['a day and a bit', '2024-06-11 21:00 UTC', '5 h', [1]],
    ['from the release to the creation', '2024-06-11 21:00 UTC', '4 h', [1]],
    ['shorter', '2024-06-11 21:00 UTC', '239 min', null],
    ['a month', '2024-06-11 21:00 UTC', '30 d', [0, 1]],
  ])('takes what was released within some time before its creation: %s', (_, created, within, updates) => {
    const text = SMALL.replace(
      /updates: \{ released.*\n/,
      `updates: { released: { within: ${within} } }\n`,
    ).replace('created: 2024-06-11 21:00 UTC', `created: ${created}`);
    if (updates === null) expect(mistakesOf(text).join()).toContain('selects no update of the catalogue');
    else expect(loaded('', text).deployments[0]!.updates).toEqual(updates);
  });

  it('takes what has every word in its title', () => {
    const titled = SMALL.replace(
      '      size: 750 MB\n',
      '      size: 750 MB\n      title: 2024-06 Cumulative Update\n',
    );
    const of = (words: string) =>
      titled.replace(/updates: \{ released.*\n/, `updates: { title: ${words} }\n`);
    expect(loaded('', of('[cumulative, 2024-06]')).deployments[0]!.updates).toEqual([1]);
    expect(mistakesOf(of('[cumulative, 2024-07]')).join()).toContain('selects no update');
  });

  it('goes to a collection, and downloads to a package, that have names', () => {
    const more = `packages: [{ name: Monthly, source: \\\\server\\monthly }]\ncollections: [{ name: Pilot, groups: [branch] }]\n`;
    const text = SMALL.replace(
      '    created: 2024',
      '    collection: Pilot\n    package: Monthly\n    created: 2024',
    );
    const { deployments, collections, packages } = loaded(more, text);
    expect(collections[deployments[0]!.collection]).toMatchObject({ name: 'Pilot', groups: [1] });
    expect(deployments[0]!.packages.map((number) => packages[number]!.name)).toEqual(['Monthly']);
    expect(june('package: none').packages).toEqual([]);
  });

  it('has its deadline spread where client settings or it itself say so', () => {
    const spread = { law: 'uniform', min: 0, max: 2 * HOUR_MS };
    const settings = 'clientSettings: { randomizesDeadline: true }\n';
    expect(loaded(settings).deployments[0]!.deadlineDelay).toEqual(spread);
    const off = SMALL.replace('    created: 2024', '    deadlineRandomDelay: off\n    created: 2024');
    expect(loaded(settings, off).deployments[0]!.deadlineDelay).toBe(null);
  });

  it('can be changed by path', () => {
    const { scenario } = loadText(SMALL, {
      set: ['deployments[June].wakeOnLan=true', 'deployments[June].grace=true'],
    });
    expect(scenario!.deployments[0]!.options).toMatchObject({ wakeOnLan: true, grace: true });
  });
});

const RULE = `rules:
  - name: Patch Tuesday
    updates: { released: { within: 7 d }, classifications: [Security Updates] }
    run: weekly on Wed at 08:00 UTC
    deployments: [{ deadlineAfter: 5 d, availableAfter: 1 h, times: UTC, groups: [branch] }]
`;

describe('A rule', () => {
  it('has a deployment for every run, by the day', () => {
    const { rules, deployments, collections, packages } = loaded(RULE);
    const runs = ['2024-06-12T08:00Z', '2024-06-19T08:00Z', '2024-06-26T08:00Z'];
    expect(rules).toEqual([
      {
        name: 'Patch Tuesday',
        site: 0,
        candidates: [0, 1],
        selection: { requiredOnMoreThan: null, releasedWithinMs: 7 * DAY_MS, superseded: false },
        startsMs: runs.map(at),
        afterSynchronization: false,
        group: 'new',
        package: 1,
        enabled: true,
        deployments: [{ name: 'Patch Tuesday', isInitial: true, slots: [1, 2, 3] }],
      },
    ]);
    expect(deployments.slice(1).map(({ name }) => name)).toEqual(
      runs.map((run) => `Patch Tuesday ${run.slice(0, 10)}`),
    );
    for (const { collection, packages: own, ...rest } of deployments.slice(1)) {
      expect(collections[collection]!.groups).toEqual([1]);
      expect(own.map((number) => packages[number]!.name)).toEqual(['Patch Tuesday']);
      expect(rest).toMatchObject({
        createdMs: null,
        availableMs: [],
        deadlineMs: [],
        relative: { availableAfterMs: HOUR_MS, deadlineAfterMs: 5 * DAY_MS, clientLocal: false },
        deadlineDelay: { law: 'uniform', min: 0, max: 2 * HOUR_MS },
        updates: [0, 1],
      });
    }
  });

  it('that refills its group has one deployment of each kind, whatever its runs', () => {
    const several = RULE.replace('    deployments:', '    group: existing\n    deployments:').replace(
      'deployments: [{ d',
      'deployments: [{ name: all, addedBy: action, times: clientLocal, deadlineAfter: none }, { name: pilot, d',
    );
    const { rules, deployments } = loaded(several);
    expect(rules[0]!.deployments).toEqual([
      { name: 'all', isInitial: false, slots: [1] },
      { name: 'pilot', isInitial: true, slots: [2] },
    ]);
    expect(deployments.slice(1).map(({ name, deadlineMs }) => [name, deadlineMs])).toEqual([
      ['Patch Tuesday all', null],
      ['Patch Tuesday pilot', []],
    ]);
  });

  it('after every synchronization has a deployment for each, and for each run by hand', () => {
    const after = RULE.replace('weekly on Wed at 08:00 UTC', 'afterSynchronization');
    const acts = 'actions: [{ at: start + 3 d, do: runRule, rule: Patch Tuesday }]\n';
    const { rules, sites } = loaded(after + acts);
    expect(rules[0]!.afterSynchronization).toBe(true);
    expect(rules[0]!.deployments[0]!.slots.length).toBe(sites[0]!.synchronization.startsMs.length + 1);
  });

  it('has no deployment for a run while it is disabled', () => {
    const acts = `actions:
  - { at: 2024-06-12 08:00 UTC, do: disableRule, rule: Patch Tuesday }
  - { at: 2024-06-26 08:00 UTC, do: enableRule, rule: Patch Tuesday }
  - { at: 2024-06-26 09:00 UTC, do: runRule, rule: Patch Tuesday }
`;
    const { deployments } = loaded(RULE + acts);
    expect(deployments.slice(1).map(({ name }) => name)).toEqual([
      'Patch Tuesday 2024-06-26',
      'Patch Tuesday 2024-06-26 run 2',
    ]);
  });

  it('can be bounded by the name of a run', () => {
    const metric = 'coverage.Patch Tuesday 2024-06-19.actual.p95.sinceReleaseHours, atMost: 14 d';
    const text = smallWith('coverage.June.actual.p95.sinceReleaseHours, atMost: 14 d', metric);
    expect(loaded(RULE, text).thresholds.length).toBe(1);
  });
});

describe('The deployment of a run', () => {
  it('is called by the day of that run, though runs before it found nothing', () => {
    const twice = RULE.replace('weekly on Wed', 'weekly on Tue, Wed').replace(
      'deadlineAfter: 5 d',
      'deadlineAfter: 1 d',
    );
    const scenario = loaded(twice, smallWith('horizon: 21 d', 'horizon: 6 d'));
    const fleet = new Fleet(scenario, 0);
    fleet.run(scenario.horizonMs);
    const coveredBy = (day: string) =>
      readMetrics(fleet.result()).find(({ name }) => {
        return name === `coverage.Patch Tuesday ${day}.actual.p50.sinceReleaseHours`;
      })!.value;
    expect(scenario.deployments.map(({ name }) => name)).toEqual([
      'June',
      'Patch Tuesday 2024-06-11',
      'Patch Tuesday 2024-06-12',
    ]);
    expect(coveredBy('2024-06-11')).toBe(null);
    expect(coveredBy('2024-06-12')).toBeGreaterThan(24);
  });
});

const PHASED = `phasedDeployments:
  - name: Rings
    updates: { released: { from: 2024-06-11 00:00 UTC, to: 2024-06-12 00:00 UTC } }
    created: 2024-06-11 21:00 UTC
    phases:
      - { groups: [branch], availableAfter: 2 h, deadlineAfter: 3 d }
      - { groups: [offices], success: 90 %, startAfter: 2 d, gradual: 5 d }
      - { success: { clients: 40 } }
      - { begins: manually }
`;

describe('A phased deployment', () => {
  it('begins at an instant, and then as its phases succeed', () => {
    const { phasedDeployments, deployments } = loaded(PHASED);
    expect(phasedDeployments).toEqual([
      {
        name: 'Rings',
        phases: [
          { deployment: 1, success: null, delayMs: 0 },
          { deployment: 2, success: { share: 0.9 }, delayMs: 2 * DAY_MS },
          { deployment: 3, success: { clients: 40 }, delayMs: DAY_MS },
          { deployment: 4, success: null, delayMs: 0 },
        ],
      },
    ]);
    const createdMs = at('2024-06-11T21:00Z');
    const availableMs = createdMs + 2 * HOUR_MS;
    expect(deployments[1]).toMatchObject({
      name: 'Rings phase 1',
      createdMs,
      availableMs: [availableMs, availableMs],
      deadlineMs: [availableMs + 3 * DAY_MS, availableMs + 3 * DAY_MS],
      relative: null,
      gradualMs: 0,
    });
    expect(deployments[2]).toMatchObject({
      name: 'Rings phase 2',
      createdMs: null,
      relative: { availableAfterMs: 0, deadlineAfterMs: 7 * DAY_MS, clientLocal: false },
      gradualMs: 5 * DAY_MS,
    });
    expect(new Set(deployments.slice(1).map(({ packages }) => packages.join())).size).toBe(1);
  });
});

describe('An orchestration group', () => {
  it('installs by share, by number or in sequence', () => {
    const groups = `orchestrationGroups:
  - { name: A, groups: [branch], rule: { share: 10 % }, preScript: { duration: 5 min, failures: 1 % } }
  - { name: B, groups: [offices], rule: sequence, memberTimeout: 30 min, groupTimeout: 4 h }
`;
    expect(loaded(groups).orchestrationGroups).toEqual([
      {
        name: 'A',
        groups: [1],
        rule: { kind: 'share', share: 0.1 },
        memberTimeoutMs: HOUR_MS,
        groupTimeoutMs: 3 * HOUR_MS,
        preScript: { duration: { law: 'fixed', value: 5 * MINUTE_MS }, failureShare: 0.01 },
        postScript: null,
      },
      {
        name: 'B',
        groups: [0],
        rule: { kind: 'sequence' },
        memberTimeoutMs: 30 * MINUTE_MS,
        groupTimeoutMs: 4 * HOUR_MS,
        preScript: null,
        postScript: null,
      },
    ]);
    const numbered = loaded(
      'orchestrationGroups: [{ name: C, groups: [branch, offices], rule: { number: 3 } }]\n',
    );
    expect(numbered.orchestrationGroups[0]).toMatchObject({
      groups: [1, 0],
      rule: { kind: 'number', count: 3 },
    });
  });
});

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

describe('Client settings and assumptions', () => {
  it('say what windows, restarts, caches and installations go by', () => {
    const { clientSettings, assumptions, catalog } = loaded(`clientSettings:
  restartFinal: 10 min
  forcesRestart: false
  grace: 48 h
  lookAhead: 7 d
  usesAllDeploymentsWindows: true
  metered: limit
  cacheSize: 10 GiB
  cacheMinimumAge: 2 d
assumptions:
  distributionPointTry: 1 min
  registration: 5 min
  deletedAfter: 30 d
  installFailure: { LCU: 2 % }
  windowRestart: 10 min
  wokenFor: 1 h
  filterSwitch: 3 min
  maxRunTime: { LCU: 90 min }
`);
    expect(clientSettings).toMatchObject({
      restartFinalMs: 10 * MINUTE_MS,
      forcesRestart: false,
      graceMs: 48 * HOUR_MS,
      lookAheadMs: 7 * DAY_MS,
      usesAllDeploymentsWindows: true,
      metered: 'limit',
      cacheBytes: 10 * 2 ** 30,
      cacheAgeMinMs: 2 * DAY_MS,
    });
    expect(assumptions).toMatchObject({
      distributionPointTryMs: MINUTE_MS,
      registration: { law: 'fixed', value: 5 * MINUTE_MS },
      deletedAfterMs: 30 * DAY_MS,
      installFailureShare: { LCU: 0.02, DotNetCU: 0, SSU: 0, other: 0 },
      windowRestartMs: 10 * MINUTE_MS,
      wokenForMs: HOUR_MS,
      filterSwitch: { law: 'fixed', value: 3 * MINUTE_MS },
    });
    expect(catalog.updates.map(({ runTimeMaxMs }) => runTimeMaxMs)).toEqual([90 * MINUTE_MS, 90 * MINUTE_MS]);
  });

  it('give feature updates more time than others (MA-RUNTIME)', () => {
    const text = SMALL.replace('classification: Security Updates', 'classification: Upgrades');
    const { catalog } = loaded('', text);
    expect(catalog.updates.map(({ runTimeMaxMs }) => runTimeMaxMs)).toEqual([2 * HOUR_MS, HOUR_MS]);
    expect(parse(loadText(text).resolvedYaml!).assumptions.maxRunTime.featureUpdate).toBe('120 min');
  });
});
