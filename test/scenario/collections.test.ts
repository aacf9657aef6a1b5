import { describe, expect, it } from 'vitest';
import { formatIssue } from '../../src/scenario/issue.ts';
import { HIERARCHY, loadText, mistakesOf, placed, SMALL, smallWith } from './loading.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The scenario of a text without mistakes or warnings, which its resolved form is as well. */
function soundScenario(text: string) {
  const { scenario, issues, resolvedYaml } = loadText(text);
  expect(issues.map(formatIssue)).toEqual([]);
  const again = loadText(resolvedYaml!);
  expect(again.issues.map(formatIssue)).toEqual([]);
  expect(again.scenario).toEqual(scenario);
  expect(again.resolvedYaml).toBe(resolvedYaml);
  return scenario!;
}

function withCollections(base: string, ...lines: string[]): string {
  return `${base}collections:\n${lines.map((line) => `  - ${line}\n`).join('')}`;
}

describe('A collection', () => {
  it('comes before those that deployments imply, and has all clients where nothing else is said', () => {
    const { collections, deployments } = soundScenario(withCollections(SMALL, '{ name: Everybody }'));
    expect(collections[0]).toEqual({
      name: 'Everybody',
      groups: [0, 1],
      query: null,
      windows: [],
      evaluationIntervalMs: 5 * MINUTE_MS,
    });
    expect(collections[deployments[0]!.collection]!.name).toBe('June');
  });

  it.each([
    ['groups: [branch]', [1]],
    ['kinds: [laptop, server]', [1]],
    ['locations: [Paris]', [0]],
    ['products: [Windows 11]', [0, 1]],
    ['locations: [Paris, Tokyo], kinds: [workstation]', [0]],
    ['sites: [P01]', [0, 1]],
    ['sites: [S01]', [1]],
    ['sites: [CAS]', [0, 1]],
  ])('with %s has the clients of the groups %j', (conditions, groups) => {
    const text = withCollections(HIERARCHY, `{ name: A, ${conditions} }`);
    expect(soundScenario(text).collections[0]!.groups).toEqual(groups);
  });

  it('may be a ring, and ask for states of a deployment or of updates', () => {
    const { collections, catalog } = soundScenario(
      withCollections(
        SMALL,
        '{ name: Ring 1, share: { of: rings, to: 10 % } }',
        '{ name: Ring 2, share: { of: rings, from: 10 % } }',
        '{ name: Failed, status: { deployment: June, states: [error, unknown] } }',
        '{ name: Open, compliance: { updates: { kinds: [LCU], released: { from: 2024-06-01 00:00 UTC, to: 2024-07-01 00:00 UTC } }, states: [required] }, evaluationInterval: 10 min }',
      ),
    );
    const none = { share: null, status: null, compliance: null };
    const june = catalog.updates.findIndex(({ kb }) => kb === 'KB5039212');
    expect(collections.slice(0, 4).map(({ query }) => query)).toEqual([
      { ...none, share: { key: 'rings', from: 0, to: 0.1 } },
      { ...none, share: { key: 'rings', from: 0.1, to: 1 } },
      { ...none, status: { deployment: 0, states: [3, 0] } },
      { ...none, compliance: { updates: [june], states: [2] } },
    ]);
    expect(collections[3]!.evaluationIntervalMs).toBe(10 * MINUTE_MS);
  });

  it.each([
    [
      'of a group that is not there',
      '{ name: A, groups: [§offices 2] }',
      'collections[0].groups[0]  "offices 2" is not a group; did you mean "offices"?',
    ],
    [
      'of a product that nobody runs',
      '{ name: A, products: [§Windows 12] }',
      'collections[0].products[0]  no group runs "Windows 12"',
    ],
    [
      'of a site that is not there',
      '{ name: A, sites: [§PS2] }',
      'collections[0].sites[0]  "PS2" is not a site; did you mean "PS1"?',
    ],
    [
      'of no part of its clients',
      '{ name: A, §share: { of: rings, from: 5 %, to: 5 % } }',
      'collections[0].share  is no part: "from" is not below "to"',
    ],
    [
      'about a deployment that is not there',
      '{ name: A, status: { deployment: §Juni, states: [error] } }',
      'collections[0].status.deployment  "Juni" is not a deployment; did you mean "June"?',
    ],
    [
      'about no state',
      '{ name: A, status: { deployment: June, §states: [] } }',
      'collections[0].status.states  is empty; name at least one',
    ],
    [
      'about a state that is not there',
      '{ name: A, status: { deployment: June, states: [§failed] } }',
      'collections[0].status.states[0]  "failed" is none of unknown, success, inProgress, error',
    ],
    [
      'about no update',
      '{ name: A, compliance: { §updates: { kinds: [SSU] }, states: [required] } }',
      'collections[0].compliance.updates  selects no update of the catalogue; widen the filter',
    ],
    [
      'with a window of a minute',
      '{ name: A, maintenanceWindows: [{ schedule: daily at 20:00 UTC, duration: §1 min }] }',
      'collections[0].maintenanceWindows[0].duration  has to be from 5 min to 24 h; write for example 3 h',
    ],
    [
      'with a window of a city',
      '{ name: A, maintenanceWindows: [{ schedule: §daily at 20:00 Europe/Paris }] }',
      'collections[0].maintenanceWindows[0].schedule  a maintenance window is in UTC or client-local; write for example "weekly on Sat at 22:00 client-local" or "daily at 20:00 UTC"',
    ],
  ])('%s is a mistake', (_, line, message) => {
    const marked = withCollections(SMALL, line);
    expect(mistakesOf(marked.replace('§', ''))).toEqual(placed(marked, [message]));
  });

  it('of the name of another one is a mistake', () => {
    const marked = withCollections(SMALL, '{ name: A }', '{ name: §A }');
    expect(mistakesOf(marked.replace('§', ''))).toEqual(
      placed(marked, ['collections[1].name  "A" is the name of another collection already (line 56)']),
    );
  });

  it('that cannot have a member, or hardly one, is warned of', () => {
    const empty = withCollections(SMALL, '§{ name: A, kinds: [server] }');
    expect(mistakesOf(empty.replace('§', ''))).toEqual(
      placed(empty, ['collections[0]  warning: is empty: no group meets everything that is given']),
    );
    const small = withCollections(SMALL, '{ name: A, groups: [branch], §share: { of: rings, to: 1 % } }');
    expect(mistakesOf(small.replace('§', ''))).toEqual(
      placed(small, ['collections[0].share  warning: is 0.5 of 50 clients on average: it may be empty']),
    );
  });
});

/** Starts within the run of the first window of a text, by the names of zones. */
function startsOf(schedule: string, duration = '3 h') {
  const window = `{ schedule: ${schedule}, duration: ${duration} }`;
  const text = withCollections(SMALL, `{ name: A, maintenanceWindows: [${window}] }`);
  const { collections, zones, horizonMs } = soundScenario(text);
  const { startsMs } = collections[0]!.windows[0]!;
  const inRun = (starts: readonly number[]) =>
    starts.filter((startMs) => startMs >= 0 && startMs < horizonMs);
  return { byZone: new Map(zones.map(({ name }, zone) => [name, inRun(startsMs[zone]!)])), startsMs };
}

describe('A maintenance window', () => {
  it('in UTC opens everywhere at once', () => {
    const { byZone } = startsOf('weekly on Sat at 22:00 UTC');
    const expected = [0, 1, 2].map((week) => (week * 7 + 5) * DAY_MS + 22 * HOUR_MS);
    expect(byZone.get('Europe/Paris')).toEqual(expected);
    expect(byZone.get('Asia/Tokyo')).toEqual(expected);
  });

  it('that is client-local opens by the clock of each zone', () => {
    const { byZone } = startsOf('weekly on Sat at 22:00 client-local');
    const inUtc = [0, 1, 2].map((week) => (week * 7 + 5) * DAY_MS + 22 * HOUR_MS);
    expect(byZone.get('Europe/Paris')).toEqual(inUtc.map((startMs) => startMs - 2 * HOUR_MS));
    expect(byZone.get('Asia/Tokyo')).toEqual(inUtc.map((startMs) => startMs - 9 * HOUR_MS));
  });

  it('may have opened before the start, and opens on after the end', () => {
    const { startsMs } = startsOf('daily at 20:00 UTC');
    expect(startsMs[0]![0]).toBe(-4 * HOUR_MS);
    expect(startsMs[0]!.at(-1)).toBe((21 + 59) * DAY_MS + 20 * HOUR_MS);
  });

  it('of every few days is counted from the day of the start', () => {
    const { startsMs } = startsOf('every 3 days at 20:00 UTC');
    expect(startsMs[0]!.slice(0, 3)).toEqual([0, 3, 6].map((day) => day * DAY_MS + 20 * HOUR_MS));
  });

  it('lasts three hours and is for all deployments where nothing is said', () => {
    const text = withCollections(
      SMALL,
      '{ name: A, maintenanceWindows: [{ schedule: daily at 20:00 UTC }] }',
    );
    expect(soundScenario(text).collections[0]!.windows[0]).toMatchObject({
      name: 'maintenance window',
      kind: 'allDeployments',
      durationMs: 3 * HOUR_MS,
    });
  });

  it('of a group makes a collection of that group', () => {
    const text = smallWith(
      'name: branch',
      'name: branch\n    maintenanceWindows: [{ name: Nights, for: softwareUpdates, schedule: daily at 01:00 client-local }]',
    );
    const { collections } = soundScenario(text);
    expect(collections[0]).toMatchObject({ name: 'branch (maintenance windows)', groups: [1], query: null });
    expect(collections[0]!.windows).toMatchObject([{ name: 'Nights', kind: 'softwareUpdates' }]);
  });

  it('too short for every update is warned of, unless it merges with others into a longer one', () => {
    const windows = (more: string) =>
      withCollections(
        SMALL,
        `{ name: A, maintenanceWindows: [{ schedule: daily at 20:00 UTC, duration: §40 min }${more}] }`,
      );
    const marked = windows('');
    const messages = mistakesOf(marked.replace('§', ''));
    expect(messages.join('\n')).toContain(
      placed(marked, [
        'collections[0].maintenanceWindows[0].duration  warning: is open for 40 min at a time, every update needs more than ',
      ])[0],
    );
    const longer = ', { schedule: daily at 20:40 UTC, duration: 3 h }';
    expect(mistakesOf(windows(longer).replace('§', ''))).toEqual([]);
  });

  it('that never opens in the run is warned of', () => {
    const marked = withCollections(
      SMALL,
      '{ name: A, maintenanceWindows: [{ schedule: §monthly on day 8 at 20:00 UTC }] }',
    );
    expect(mistakesOf(marked.replace('§', ''))).toEqual(
      placed(marked, [
        'collections[0].maintenanceWindows[0].schedule  warning: never falls into the simulated time: it never opens',
      ]),
    );
  });
});

describe('Collections with conditions', () => {
  const rings = (count: number, at: number) =>
    withCollections(
      SMALL,
      '{ name: Everybody }',
      ...Array.from(
        { length: count },
        (_, n) => `${n === at ? '§' : ''}{ name: Ring ${n}, share: { of: rings, from: 0 %, to: 50 % } }`,
      ),
    );

  it('are thirty at most, whatever others there are', () => {
    soundScenario(rings(30, -1));
    const marked = rings(32, 30);
    expect(mistakesOf(marked.replace('§', ''))).toEqual(
      placed(marked, ['collections[31]  more than 30 collections with a share, a status or a compliance']),
    );
  });
});

describe('A group', () => {
  const groupWith = (line: string) => {
    return soundScenario(smallWith('name: offices', `name: offices\n    ${line}`)).groups[0]!;
  };

  it('may have clients that join, stay for a while, are metered, lose updates or share their cache', () => {
    expect(groupWith('joins: 20')).toMatchObject({ count: 120, joiningCount: 20 });
    expect(groupWith('stay: { exponential: { mean: 90 d } }').stay).toEqual({
      law: 'exponential',
      mean: 90 * DAY_MS,
    });
    expect(groupWith('meteredShare: 30 %').meteredShare).toBe(0.3);
    expect(groupWith('updateLoss: 60 d').updateLoss).toEqual({ law: 'fixed', value: 60 * DAY_MS });
    expect(groupWith('internetRate: 8 Mbit/s').content.internetBytesPerSecond).toBe(1_000_000);
    expect(
      groupWith('otherContent: { every: 1 d, size: { uniform: { min: 1 GB, max: 2 GB } } }').otherContent,
    ).toEqual({
      every: { law: 'fixed', value: DAY_MS },
      bytes: { law: 'uniform', min: 1e9, max: 2e9 },
    });
  });

  it('may have write filters, with exclusions unless said otherwise, and users who install early', () => {
    const filterOf = (written: string) =>
      groupWith(
        `writeFilter: ${written}\n    maintenanceWindows: [{ schedule: daily at 01:00 UTC, duration: 4 h }]`,
      ).writeFilter;
    expect(filterOf('{ kind: UWF }')).toEqual({ kind: 'UWF', hasExclusions: true });
    expect(filterOf('{ kind: EWF, exclusions: false }')).toEqual({ kind: 'EWF', hasExclusions: false });
    expect(groupWith('userInstalls: { share: 25 % }').userInstalls).toEqual({
      share: 0.25,
      after: { law: 'exponential', mean: 8 * HOUR_MS },
    });
  });

  it('has none of this where nothing is said', () => {
    expect(soundScenario(SMALL).groups[0]).toMatchObject({
      count: 100,
      joiningCount: 0,
      stay: null,
      meteredShare: 0,
      otherContent: null,
      updateLoss: null,
      writeFilter: null,
      userInstalls: null,
    });
  });

  it('with content of other software of no size is a mistake', () => {
    const marked = smallWith(
      'name: offices',
      'name: offices\n    otherContent: { every: 1 d, size: { exponential: { mean: §0 MB } } }',
    );
    expect(mistakesOf(marked.replace('§', ''))).toEqual(
      placed(marked, [
        'groups[0].otherContent.size.exponential.mean  has to be more than 0; write for example 650 MB',
      ]),
    );
  });
});
