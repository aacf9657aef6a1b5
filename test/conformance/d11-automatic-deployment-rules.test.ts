import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import {
  DAY_MS,
  group,
  HOUR_MS,
  type PlainDeployment,
  runFleet,
  SYNCHRONIZATION,
  site,
  update,
} from '../model/small-fleet.ts';
import { loadText, mistakesOf, SMALL } from '../scenario/loading.ts';
import {
  ANYTHING,
  DAILY,
  DAYS,
  deadlineOf,
  eventsOf,
  INTERNET_MS,
  installedOn,
  instantsOf,
  NOW,
  noonOf,
  rule,
  slot,
  withRules,
} from './rule-fleet.ts';

const runRule = (atMs: number): Action => ({ verb: 'runRule', atMs, rule: 0 });
const groupOf = ({ parts }: Fleet, number = 0) => parts.deployments.updatesOf(number, 0);

/** SMALL with a rule that is evaluated like this. */
const ruleText = (run: string, more = '') => `${SMALL}rules:
  - name: Patch Tuesday
    updates: { released: { within: 7 d }, classifications: [Security Updates] }
    run: ${run}
${more}    deployments: [{ deadlineAfter: 5 d }]
`;
const ruleFrom = (run: string) => loadText(ruleText(run)).scenario!.rules[0]!;
const START_MS = Date.UTC(2024, 5, 10);
const at = (day: number, hour: number) => Date.UTC(2024, 5, day, hour) - START_MS;

/** The rule as the only one, and synchronizations at these hours of day one. */
function synchronizedAt(hours: readonly number[], changes: Parameters<typeof rule>[0]): Scenario {
  const startsMs = hours.map((hour) => DAY_MS + hour * HOUR_MS);
  return withRules([rule(changes)], { sites: [site({ synchronization: { ...SYNCHRONIZATION, startsMs } })] });
}

describe('a rule is evaluated', () => {
  test('D11.1a by hand, and only so if nothing else is said', () => {
    expect(ruleFrom('manual')).toMatchObject({ startsMs: [], afterSynchronization: false });
    const fleet = runFleet(withRules([rule()], { actions: [runRule(noonOf(2))] }));
    expect(instantsOf(fleet, 'ruleEvaluated')).toEqual([noonOf(2)]);
  });

  test('D11.1b after every synchronization', () => {
    const fleet = runFleet(synchronizedAt([1, 9], { afterSynchronization: true }));
    const completed = instantsOf(fleet, 'syncCompleted');
    expect(completed).toHaveLength(2);
    expect(instantsOf(fleet, 'ruleEvaluated')).toEqual(completed);
  });

  test('D11.1c by a schedule', () => {
    expect(ruleFrom('weekly on Wed at 08:00 UTC').startsMs).toEqual([at(12, 8), at(19, 8), at(26, 8)]);
    const fleet = runFleet(withRules([rule({ startsMs: [noonOf(1), noonOf(3)] })]));
    expect(instantsOf(fleet, 'ruleEvaluated')).toEqual([noonOf(1), noonOf(3)]);
  });

  test('D11.2a three times a day at most, those by hand not counted', () => {
    const scenario = synchronizedAt([1, 5, 9, 13, 17], { afterSynchronization: true });
    const fleet = runFleet({ ...scenario, actions: [runRule(DAY_MS + 20 * HOUR_MS)] });
    expect(instantsOf(fleet, 'ruleEvaluated')).toEqual([
      ...instantsOf(fleet, 'syncCompleted').slice(0, 3),
      DAY_MS + 20 * HOUR_MS,
    ]);
  });

  test('D11.2b never more often than the site synchronizes, of which a scenario is warned', () => {
    const seldom = (run: string) =>
      mistakesOf(ruleText(run).replace('schedule: daily at 20:00', 'schedule: weekly on Tue at 20:00'));
    expect(seldom('weekly on Wed at 08:00 UTC')).toEqual([]);
    expect(seldom('weekly on Wed, Thu at 08:00 UTC')).toEqual([expect.stringContaining('rules[0].run')]);
  });

  test('D11.3a some days after a weekday of the month, as the second Tuesday', () => {
    expect(ruleFrom('monthly on second Tuesday + 1 d at 08:00 UTC').startsMs).toEqual([at(12, 8)]);
  });

  test('D11.3b on the last day of the month if these days lead into the next one', () => {
    expect(ruleFrom('monthly on last Tuesday + 6 d at 08:00 UTC').startsMs).toEqual([at(30, 8)]);
  });

  test('D11.4 while it is enabled', () => {
    const startsMs = [1, 2, 3].map(noonOf);
    const act = (verb: 'enableRule' | 'disableRule', atMs: number): Action => ({ verb, atMs, rule: 0 });
    const actions = [act('disableRule', noonOf(2) - 1), act('enableRule', noonOf(2) + 1)];
    const fleet = runFleet(withRules([rule({ startsMs })], { actions }));
    expect(instantsOf(fleet, 'ruleEvaluated')).toEqual([startsMs[0], startsMs[2]]);
  });
});

describe('the software update group of a rule', () => {
  const startsMs = [noonOf(1), noonOf(2)];
  const selection = { ...ANYTHING, releasedWithinMs: DAY_MS };

  test('D11.5a is a new one for every run, as is advised for the updates of a month', () => {
    const scenario = withRules(
      [
        rule({
          startsMs,
          selection,
          group: 'new',
          deployments: [{ name: 'all', isInitial: true, slots: [0, 1] }],
        }),
      ],
      { deployments: [slot('first'), slot('second')] },
    );
    const fleet = runFleet(scenario);
    expect([0, 1].map((number) => groupOf(fleet, number))).toEqual([[1], [2]]);
    expect(eventsOf(fleet, 'deploymentCreated').map(({ subject }) => subject)).toEqual([0, 1]);
  });

  test('D11.5b is one and the same for all, as is advised for definitions', () => {
    const fleet = runFleet(withRules([rule({ startsMs, selection })]));
    expect(groupOf(fleet)).toEqual([2]);
    expect(eventsOf(fleet, 'deploymentCreated').map(({ subject }) => subject)).toEqual([0]);
  });
});

describe('the steps of an evaluation', () => {
  const scenario = withRules([rule({ startsMs: [noonOf(1)] })]);

  test('D11.6a are criteria, download of what is missing, group, deployment, policy', () => {
    const fleet = runFleet(scenario);
    expect(instantsOf(fleet, 'ruleEvaluated')).toEqual([noonOf(1)]);
    expect(instantsOf(fleet, 'groupUpdatesAdded')).toEqual([noonOf(1)]);
    const downloadedMs = noonOf(1) + INTERNET_MS;
    expect(instantsOf(fleet, 'contentDownloaded')).toEqual([downloadedMs]);
    expect(instantsOf(fleet, 'deploymentCreated')).toEqual([downloadedMs]);
    expect(installedOn(fleet)).toEqual([1]);
  });

  test('D11.6c are the same if the deployment is not enabled: it is there, with its content, and clients wait for it', () => {
    const enabledMs = noonOf(3);
    const disabled = { deployments: [slot('all', { enabled: false })] };
    const scenarioWith = (actions: readonly Action[]) =>
      withRules([rule({ startsMs: [noonOf(1)] })], { ...disabled, actions });
    const waiting = runFleet(scenarioWith([]));
    expect(instantsOf(waiting, 'deploymentCreated')).toEqual([noonOf(1) + INTERNET_MS]);
    expect(waiting.parts.points.has(0, 1)).toBe(true);
    expect(installedOn(waiting)).toEqual([]);
    const enable: Action = { verb: 'enableDeployment', atMs: enabledMs, deployment: 0 };
    expect(installedOn(runFleet(scenarioWith([enable])))).toEqual([1]);
  });

  test('D11.7a count times from their end until version 2203', () => {
    expect(deadlineOf(runFleet({ ...scenario, profile: 'seed2017' }))).toBe(
      noonOf(1) + INTERNET_MS + HOUR_MS,
    );
  });

  test('D11.7b count times from their start since then', () => {
    expect(deadlineOf(runFleet({ ...scenario, profile: 'cb2303' }))).toBe(noonOf(1) + HOUR_MS);
  });
});

describe('the deadline of a rule', () => {
  const deployments = loadText(ruleText('weekly on Wed at 08:00 UTC')).scenario!.deployments;

  test('D11.8a is so long after the available time', () => {
    const relative = { ...NOW, availableAfterMs: 3 * HOUR_MS, deadlineAfterMs: 2 * DAY_MS };
    const fleet = runFleet(
      withRules([rule({ startsMs: [noonOf(1)] })], { deployments: [slot('all', { relative })] }),
    );
    expect(deadlineOf(fleet)).toBe(noonOf(1) + INTERNET_MS + 3 * HOUR_MS + 2 * DAY_MS);
  });

  test('D11.8b is always spread over two hours, whatever client settings say of other deadlines', () => {
    const [byHand, ofRule] = deployments;
    expect([byHand!.deadlineDelay, ofRule!.deadlineDelay]).toEqual([
      null,
      { law: 'uniform', min: 0, max: 2 * HOUR_MS },
    ]);
  });

  test('D11.8c is, by local time, when a clock shows what that of the site shows so long after the evaluation', () => {
    const zones = [0, 9].map((hours) => ({
      name: `UTC+${hours}`,
      transitions: [{ fromMs: -60 * DAY_MS, offsetMs: hours * HOUR_MS }],
    }));
    const relative = { ...NOW, deadlineAfterMs: 2 * DAY_MS };
    const deadlines = (clientLocal: boolean) => {
      const made = slot('all', { relative: { ...relative, clientLocal } });
      const local = withRules([rule({ startsMs: [noonOf(1)], package: -1 })], { zones, deployments: [made] });
      const { deployments: index } = runFleet(local, noonOf(2)).parts;
      return [0, 1].map((zone) => index.revisions.deadlineMs(index.revision(0, 0), zone));
    };
    expect(deadlines(false)).toEqual([noonOf(3), noonOf(3)]);
    expect(deadlines(true)).toEqual([noonOf(3), noonOf(3) - 9 * HOUR_MS]);
  });

  test('D11.9 may be none: since version 2107 a rule can make updates available only', () => {
    const relative = { ...NOW, deadlineAfterMs: null };
    const available: Partial<PlainDeployment> = { relative, deadlineMs: null };
    const installed = (changes: Partial<PlainDeployment>) =>
      installedOn(
        runFleet(withRules([rule({ startsMs: [noonOf(1)] })], { deployments: [slot('all', changes)] })),
      );
    expect(installed({})).toEqual([1]);
    expect(installed(available)).toEqual([]);
  });

  test('D11.10 and all else is what the wizard proposes: seven days, by the clock of each client', () => {
    const text = ruleText('weekly on Wed at 08:00 UTC').replace(
      '[{ deadlineAfter: 5 d }]',
      '[{ name: all }]',
    );
    const [, ofRule] = loadText(text).scenario!.deployments;
    expect(ofRule).toMatchObject({
      relative: { availableAfterMs: 0, deadlineAfterMs: 7 * DAY_MS, clientLocal: true },
      enabled: true,
      options: {
        installOutsideWindows: false,
        restartOutsideWindows: false,
        suppressRestart: { workstations: false, servers: false },
        commitsChanges: true,
        isShown: true,
        wakeOnLan: false,
      },
    });
  });
});

describe('the criteria of a rule', () => {
  const foundBy = (
    changes: Parameters<typeof rule>[0],
    others: Parameters<typeof withRules>[1] = {},
    atMs = noonOf(4),
  ) => {
    const fleet = runFleet(withRules([rule({ startsMs: [atMs], ...changes })], others), atMs + HOUR_MS);
    return groupOf(fleet);
  };
  const inPlace = (number: number, changes: Parameters<typeof update>[0]) => {
    const updates = DAILY.map((each, at) => (at === number ? { ...each, ...changes } : each));
    return { catalog: { products: ['Windows'], updates, origin: 'made for tests' } };
  };

  test('D11.11a are classification, product, title and the like of the catalogue', () => {
    expect(loadText(ruleText('weekly on Wed at 08:00 UTC')).scenario!.rules[0]!.candidates).toEqual([0, 1]);
    const other = ruleText('weekly on Wed at 08:00 UTC').replace(
      'classifications: [Security Updates]',
      'kinds: [LCU], title: [no such word]',
    );
    expect(loadText(other).scenario!.rules[0]!.candidates).toEqual([]);
  });

  test('D11.11b ask for the time of release', () => {
    expect(foundBy({ selection: { ...ANYTHING, releasedWithinMs: 2 * DAY_MS } })).toEqual([3, 4]);
  });

  test('D11.11c ask whether an update is superseded', () => {
    const superseding = inPlace(3, { supersedes: [2] });
    expect(foundBy({ selection: ANYTHING }, superseding)).toEqual([1, 2, 3, 4]);
    expect(foundBy({ selection: { ...ANYTHING, superseded: false } }, superseding)).toEqual([1, 3, 4]);
  });

  test('D11.11d ask on how many clients an update is required, by what they have reported', () => {
    const required = { selection: { ...ANYTHING, requiredOnMoreThan: 2 } };
    const scanNow: Action = { verb: 'scanNow', atMs: noonOf(4), groups: [0] };
    const three = { groups: [group({ count: 3 })], actions: [scanNow] };
    const later = noonOf(4) + 3 * HOUR_MS;
    expect(foundBy(required, { ...three, actions: [] }, later)).toEqual([]);
    expect(foundBy(required, three, later)).toEqual([...DAYS]);
    expect(foundBy({ selection: { ...ANYTHING, requiredOnMoreThan: 3 } }, three, later)).toEqual([]);
  });

  test('D11.12a find nothing that the site has not synchronized', () => {
    expect(foundBy({}, {}, 4 * DAY_MS + HOUR_MS / 2)).toEqual([1, 2, 3]);
  });

  test('D11.12b find nothing that has expired', () => {
    expect(foundBy({}, inPlace(2, { expiresMs: 3 * DAY_MS }))).toEqual([1, 3, 4]);
  });

  test('D11.13 may find 1000 updates: with more the rule fails, and changes nothing', () => {
    const many = [
      DAILY[0]!,
      ...Array.from({ length: 1001 }, (_, at) => update({ id: `m${at}`, kind: 'other' })),
    ];
    const all = many.flatMap((_, at) => (at === 0 ? [] : [at]));
    const evaluated = (candidates: readonly number[]) =>
      runFleet(
        withRules([rule({ candidates, startsMs: [noonOf(2)] })], {
          catalog: { products: ['Windows'], updates: many, origin: 'made for tests' },
          deployments: [slot('all', { updates: all })],
        }),
        noonOf(2) + HOUR_MS,
      );
    const tooMany = evaluated(all);
    expect(eventsOf(tooMany, 'ruleFailed')).toEqual([{ atMs: noonOf(2), subject: 0, detail: 1001 }]);
    expect([eventsOf(tooMany, 'groupUpdatesAdded'), eventsOf(tooMany, 'contentDownloaded')]).toEqual([
      [],
      [],
    ]);
    expect(groupOf(evaluated(all.slice(1)))).toHaveLength(1000);
  });
});
