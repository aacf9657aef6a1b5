import { describe, expect, it } from 'vitest';
import { loadText, SMALL, smallWith } from './loading.ts';

/** Where and what is warned of. */
function warningsOf(text: string): string[] {
  const { scenario, issues } = loadText(text);
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(scenario).not.toBe(null);
  return issues.map(({ path, message }) => `${path}  ${message}`);
}

const RULE = `rules:
  - name: Monthly
    updates: { released: { within: 7 d } }
    run: weekly on Wed at 08:00 UTC
    deployments: [{ groups: [branch] }]
`;

/** So many further updates, released together with the last one of SMALL. */
function withUpdates(count: number): string {
  const updates = Array.from(
    { length: count },
    (_, number) => `    - id: n${number}
      kb: KB${6_000_000 + number}
      product: Windows 11
      kind: other
      classification: Updates
      released: 2024-06-11T17:00:00Z
      size: 1 MB
`,
  );
  return smallWith('locations:', `${updates.join('')}locations:`).replace(
    'updates: { released: {',
    'updates: { kinds: [LCU], released: {',
  );
}

describe('A warning about deployments', () => {
  const kiosks = (window: string, deployment = '') =>
    smallWith('kind: laptop', 'kind: laptop\n    writeFilter: { kind: UWF }').replace(
      /(deployments:\n {2}- name: .*\n)/,
      `collections: [{ name: C, groups: [branch], maintenanceWindows: [{ schedule: daily at 01:00 UTC, duration: ${window} }] }]\n$1${deployment}`,
    );

  it('says that no window holds the sequence of a write filter', () => {
    expect(warningsOf(kiosks('4 h'))).toEqual([]);
    const short = warningsOf(kiosks('66 min'));
    expect(
      short.filter((warning) => warning.includes('nothing is ever committed (MA-EMB-SEQ)')),
    ).toHaveLength(1);
  });

  it('says that what needs a restart never lasts in an overlay', () => {
    const loose = warningsOf(kiosks('4 h', '    commitsChanges: false\n'));
    expect(loose).toHaveLength(1);
    expect(loose[0]).toMatch(
      /^groups\[1\]\.writeFilter {2}is on devices that get "June", which does not commit changes/,
    );
  });

  it('says that clients find the content at none of their distribution points', () => {
    const text = (points: string) =>
      smallWith('    created', '    package: P\n    created').replace(
        'groups:',
        `packages: [{ name: P, source: \\\\server\\june, distributionPoints: [${points}] }]\ngroups:`,
      );
    expect(warningsOf(text('DP1, DP2'))).toEqual([]);
    expect(warningsOf(text('DP1'))).toEqual([
      'deployments[0].package  none of the distribution points where clients of "branch" look gets its package, and Microsoft Update is not asked',
    ]);
  });

  it('says that a rule which refills its group puts the deadline off for ever', () => {
    const daily = RULE.replace('weekly on Wed', 'daily').replace(
      'deployments',
      'group: existing\n    deployments',
    );
    const put = (deadline: string) =>
      smallWith(
        'deployments:',
        `${daily.replace('[branch]', `[branch], deadlineAfter: ${deadline}`)}deployments:`,
      );
    const isAbout = (warning: string) => warning.includes('nothing is ever enforced');
    expect(warningsOf(put('20 h')).filter(isAbout)).toEqual([]);
    expect(warningsOf(put('7 d')).filter(isAbout)).toHaveLength(1);
  });

  it('says that no client gets their content', () => {
    const none = smallWith('    created', '    package: none\n    created');
    expect(warningsOf(none)).toEqual([
      'deployments[0].package  no package gets KB5039212, and Microsoft Update is not asked: no client gets the content',
    ]);
    const asked = none.replace('    created', '    microsoftUpdateContent: true\n    created');
    expect(warningsOf(asked)).toEqual([]);
    const other = `packages: [{ name: Base, source: \\\\server\\base }]
actions: [{ at: 2024-06-12 00:00 UTC, do: downloadUpdates, package: Base, updates: [u2] }]
`;
    expect(warningsOf(none + other)).toEqual([]);
  });

  it('says that their clients have no software updates', () => {
    const text = SMALL.replace('kind: laptop', 'kind: laptop\n    softwareUpdates: false');
    expect(warningsOf(text)).toEqual([]);
    expect(warningsOf(text.replace('    created', '    groups: [branch]\n    created'))).toEqual([
      'deployments[0].groups  deploys to clients whose software updates are disabled; nothing comes of it',
    ]);
  });

  it('says that an alert counts from a deadline that is not there', () => {
    const text = smallWith(
      'deadline: 2024-06-18 17:00 client-local',
      'deadline: none\n    alert: { below: 95 %, after: 24 h }',
    );
    expect(warningsOf(text)).toEqual([
      'deployments[0].alert  has an alert that counts from a deadline, and no deadline; it is never raised',
    ]);
  });

  it('says that a restart does not fit into a maintenance window (CF-14)', () => {
    const windows = (minutes: number) =>
      `collections: [{ name: C, groups: [branch], maintenanceWindows: [{ schedule: daily at 01:00 UTC, duration: ${minutes} min }] }]\n`;
    const used = SMALL.replaceAll('    kind: laptop\n', '    kind: laptop\n    user: { signedIn: always }\n');
    expect(used).not.toBe(SMALL);
    expect(warningsOf(SMALL + windows(90))).toEqual([]);
    expect(warningsOf(used + windows(91))).toEqual([]);
    expect(warningsOf(used + windows(90))).toEqual([
      'clientSettings.restartCountdown  is 90 min, not shorter than any maintenance window (at most 90 min): a restart with a countdown fits into none (CF-14)',
    ]);
  });

  it('says that the last part of a countdown is longer than the whole', () => {
    expect(warningsOf(`${SMALL}clientSettings: { restartCountdown: 10 min }\n`)).toEqual([
      'clientSettings.restartFinal  is more than the countdown that it is the last part of (10 min)',
    ]);
  });
});

describe('A warning about rules', () => {
  it('is not given of one that does what it says', () => {
    expect(warningsOf(SMALL + RULE)).toEqual([]);
  });

  it('says that one selects nothing', () => {
    const text = SMALL + RULE.replace('within: 7 d }', 'within: 7 d }, kinds: [SSU]');
    expect(warningsOf(text)).toEqual([
      'rules[0].updates  selects no update of the catalogue: the rule deploys nothing in this run',
    ]);
  });

  it('says that a run fails for too many updates', () => {
    const all = RULE.replace('within: 7 d }', 'within: 7 d }, superseded: true');
    expect(warningsOf(withUpdates(999) + all)).toEqual([]);
    expect(warningsOf(withUpdates(1000) + all)).toEqual([
      'rules[0].updates  selects 1001 updates 2024-06-12T08:00:00Z; a run that finds more than 1000 fails',
    ]);
    expect(warningsOf(withUpdates(1000) + RULE)).toEqual([
      'rules[0].updates  selects up to 1001 updates 2024-06-12T08:00:00Z; a run that finds more than 1000 fails',
    ]);
  });

  it('says that one comes more often than its site synchronizes', () => {
    const seldom = smallWith('daily at 20:00 UTC', 'weekly on Tue at 20:00 UTC');
    expect(warningsOf(seldom + RULE)).toEqual([]);
    expect(warningsOf(seldom + RULE.replace('Wed', 'Wed, Thu'))).toEqual([
      'rules[0].run  comes 6 times, and a synchronization 3 times; a rule is not to be evaluated more often than its site synchronizes (automatic deployment rules)',
    ]);
  });

  it('says that one comes more than three times a day', () => {
    const after = RULE.replace('weekly on Wed at 08:00 UTC', 'afterSynchronization');
    const syncs = (hours: readonly number[]) =>
      `actions:\n${hours.map((hour) => `  - { at: start + ${hour} h, do: syncNow }\n`).join('')}`;
    expect(warningsOf(SMALL + after + syncs([5, 10]))).toEqual([]);
    expect(warningsOf(SMALL + after + syncs([5, 10, 15]))).toEqual([
      'rules[0].run  would come 4 times in one day; a rule is evaluated at most 3 times a day (automatic deployment rules)',
    ]);
  });
});

describe('A warning about the acts of administrators', () => {
  const acts = (...items: readonly string[]) =>
    `actions:\n${items.map((item, at) => `  - { at: start + ${at + 2} d, ${item} }\n`).join('')}`;

  it.each([
    [
      'on a deployment that is deleted',
      ['do: deleteDeployment, deployment: June', 'do: disableDeployment, deployment: June'],
      ['actions[1]  is about "June", which is deleted by then; nothing happens'],
    ],
    [
      'that change nothing',
      ['do: enableDeployment, deployment: June'],
      ['actions[0]  leaves "June" as it is; nothing happens'],
    ],
    [
      'that change something twice',
      ['do: disableDeployment, deployment: June', 'do: disableDeployment, deployment: June'],
      ['actions[1]  leaves "June" as it is; nothing happens'],
    ],
    [
      'there and back',
      ['do: disableDeployment, deployment: June', 'do: enableDeployment, deployment: June'],
      [],
    ],
  ])('is given where it is due: %s', (_, items, warnings) => {
    expect(warningsOf(SMALL + acts(...items))).toEqual(warnings);
  });

  it('says that the deployment is created later', () => {
    const early = 'actions: [{ at: start + 1 d, do: disableDeployment, deployment: June }]\n';
    expect(warningsOf(SMALL + early)).toEqual([
      'actions[0]  is about "June", which is created only 2024-06-11T21:00:00Z; it holds from then on',
    ]);
  });

  it('says that a package is deleted already', () => {
    const text = `${SMALL}packages: [{ name: Base, source: \\\\server\\base }]\n`;
    const twice = acts(
      'do: deletePackage, package: Base',
      'do: distributePackage, package: Base, distributionPoints: [DP1]',
    );
    expect(warningsOf(text + twice)).toEqual([
      'actions[1]  is about "Base", which is deleted by then; nothing happens',
    ]);
  });

  it('does not warn of a download to a deleted package, which is created anew by it', () => {
    const text = `${SMALL}packages: [{ name: Base, source: \\\\server\\base }]\n`;
    const again = acts(
      'do: deletePackage, package: Base',
      'do: downloadUpdates, package: Base, updates: [KB5039212]',
      'do: distributePackage, package: Base, distributionPoints: [DP1]',
    );
    expect(warningsOf(text + again)).toEqual([]);
  });
});
