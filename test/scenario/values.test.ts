import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/model/scenario.ts';
import { formatIssue } from '../../src/scenario/issue.ts';
import { HIERARCHY, loadText, SMALL } from './loading.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const P01 = HIERARCHY.indexOf('parent: CAS');

/** The scenario with one more line of settings at a place. */
function withSetting(path: string, value: string): Scenario {
  const [list, key] = path.split('.') as [string, string];
  if (list === 'clientSettings' || list === 'assumptions') {
    return loadText(`${SMALL}${list}: { ${key}: ${value} }\n`).scenario!;
  }
  if (list === 'replication') {
    const text = `${HIERARCHY.slice(0, P01)}replication: { ${key}: ${value} }\n    ${HIERARCHY.slice(P01)}`;
    return loadText(text).scenario!;
  }
  if (list === 'softwareUpdatePoint') {
    return loadText(SMALL.replace('name: SUP1,', `name: SUP1, ${key}: ${value},`)).scenario!;
  }
  const site =
    list === 'synchronization'
      ? `20:00 UTC, ${key}: ${value} }`
      : `20:00 UTC }\n  ${list}: { ${key}: ${value} }`;
  return loadText(SMALL.replace('20:00 UTC }', site)).scenario!;
}

const site = (scenario: Scenario) => scenario.sites[0]!;
const uniform = (min: number, max: number) => ({ law: 'uniform', min, max });

/** Where a setting is written and how, where it is found, its default (by the documents), and what is written. */
const SETTINGS: readonly (readonly [string, string, (scenario: Scenario) => unknown, unknown, unknown])[] = [
  ['synchronization.fullEvery', '14 d', (s) => site(s).synchronization.fullEveryMs, 7 * DAY_MS, 14 * DAY_MS],
  ['synchronization.updateSize', '1 MB', (s) => site(s).synchronization.updateBytes, 20_000, 1e6],
  ['stateSystem.chunkSize', '16', (s) => site(s).stateSystem!.chunkFiles, 256, 16],
  ['stateSystem.chunksMax', '7', (s) => site(s).stateSystem!.chunksMax, 100, 7],
  ['stateSystem.inboxPoll', '5 min', (s) => site(s).stateSystem!.inboxPollMs, 900_000, 300_000],
  ['stateSystem.corruptFiles', '2 %', (s) => site(s).stateSystem!.corruptShare, 0, 0.02],
  [
    'stateSystem.missingMessageAge',
    '1 d',
    (s) => site(s).stateSystem!.missingMessageAgeMs,
    2 * DAY_MS,
    DAY_MS,
  ],
  ['stateSystem.resyncCheck', '15 min', (s) => site(s).stateSystem!.resyncCheckMs, HOUR_MS, HOUR_MS / 4],
  [
    'stateSystem.resyncRetry',
    '[30 min, 1 d]',
    (s) => site(s).stateSystem!.resyncRetryMs,
    [2 * HOUR_MS, 8 * HOUR_MS, DAY_MS],
    [HOUR_MS / 2, DAY_MS],
  ],
  [
    'softwareUpdatePoint.abandonedWork',
    'done',
    (s) => s.softwareUpdatePoints[0]!.abandonedWork,
    'dropped',
    'done',
  ],
  [
    'replication.global',
    '3 min',
    (s) => s.sites[1]!.replication!.globalIntervalMs,
    2 * MINUTE_MS,
    3 * MINUTE_MS,
  ],
  ['replication.itemSize', '3 kB', (s) => s.sites[1]!.replication!.itemBytes, 50_000, 3000],
  [
    'replication.state',
    '3 min',
    (s) => s.sites[1]!.replication!.stateIntervalMs,
    5 * MINUTE_MS,
    3 * MINUTE_MS,
  ],
  ['replication.files', '3 min', (s) => s.sites[1]!.replication!.fileIntervalMs, MINUTE_MS, 3 * MINUTE_MS],
  ['replication.messageSize', '3 kB', (s) => s.sites[1]!.replication!.messageBytes, 1000, 3000],
  [
    'clientSettings.reevaluationInterval',
    '3 d',
    (s) => s.clientSettings.reevaluationIntervalMs,
    7 * DAY_MS,
    3 * DAY_MS,
  ],
  [
    'clientSettings.reevaluationJitter',
    '{ uniform: { min: 0 s, max: 1 h } }',
    (s) => s.clientSettings.reevaluationJitter,
    uniform(0, 2 * HOUR_MS),
    uniform(0, HOUR_MS),
  ],
  ['assumptions.scanRetries', '2', (s) => s.assumptions.scanRetriesMax, 4, 2],
  ['assumptions.supSwitchExtra', '3 min', (s) => s.assumptions.switchExtraMs, 2 * MINUTE_MS, 3 * MINUTE_MS],
  ['assumptions.shortCycle', '3 min', (s) => s.assumptions.shortCycleMs, 2 * MINUTE_MS, 3 * MINUTE_MS],
  ['assumptions.lastKnownGood', '3 h', (s) => s.assumptions.lastKnownGoodMs, 2 * HOUR_MS, 3 * HOUR_MS],
  ['assumptions.scanTimeoutIsRetried', 'true', (s) => s.assumptions.timeoutIsRetried, false, true],
  [
    'assumptions.sourceWait',
    '{ uniform: { min: 1 s, max: 2 s } }',
    (s) => s.assumptions.sourceWait,
    uniform(0, 2 * MINUTE_MS),
    uniform(1000, 2000),
  ],
  ['assumptions.sourceSettle', '10 s', (s) => s.assumptions.sourceSettleMs, 30_000, 10_000],
  ['assumptions.scanStates', 'all', (s) => s.assumptions.scanStates, 'changes', 'all'],
];

describe('The setting', () => {
  it.each(SETTINGS)(
    '%s, here %s, is found in the scenario, and its default too',
    (path, value, find, byDefault, written) => {
      expect(find(loadText(path.startsWith('replication') ? HIERARCHY : SMALL).scenario!)).toEqual(byDefault);
      expect(find(withSetting(path, value))).toEqual(written);
    },
  );

  it('verbosity of a deployment is found in the scenario, and its default too', () => {
    const of = (text: string) => loadText(text).scenario!.deployments[0]!.verbosity;
    expect(of(SMALL)).toBe('successAndErrors');
    expect(of(SMALL.replace('    created:', '    verbosity: errors\n    created:'))).toBe('errors');
  });
});

describe('A schedule of clients', () => {
  it.each([
    ['scanInterval', (s: Scenario) => s.clientSettings.scanIntervalMs],
    ['reevaluationInterval', (s: Scenario) => s.clientSettings.reevaluationIntervalMs],
  ])('below a day (%s) is one day, with a warning', (key, find) => {
    const { scenario, issues } = loadText(`${SMALL}clientSettings: { ${key}: 6 h }\n`);
    expect(find(scenario!)).toBe(DAY_MS);
    expect(issues.map(formatIssue)).toEqual([
      expect.stringContaining(
        `clientSettings.${key}  warning: is less than a day; Configuration Manager takes that as one day, and so does this run`,
      ),
    ]);
    expect(loadText(`${SMALL}clientSettings: { ${key}: 1 d }\n`).issues).toEqual([]);
  });
});
