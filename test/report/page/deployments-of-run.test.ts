import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../../src/model/scenario.ts';
import type { Block, DataTable, Section } from '../../../src/report/page/blocks.ts';
import { htmlOf } from '../../../src/report/page/render/html.ts';
import { answerSection } from '../../../src/report/page/run/answer-section.ts';
import { complianceSection } from '../../../src/report/page/run/compliance-section.ts';
import {
  coursesOf,
  deadlinesOf,
  leftOutText,
  settledMs,
  thinned,
} from '../../../src/report/page/run/courses.ts';
import { funnelSection } from '../../../src/report/page/run/funnel-section.ts';
import type { RunSource, TableRow } from '../../../src/report/page/source.ts';
import { HOUR_MS, scenarioOf } from '../run-result.ts';
import { chartsOf, drawn, sourceWith } from './run-source.ts';

const SITES = [
  { name: 'CAS', parent: -1 },
  { name: 'P01', parent: 0 },
  { name: 'P02', parent: -1 },
];
const HOSTILE = '<img src=x onerror=alert(1)>=SUM(A1)"&';

function deployed(name: string, releasedHour: number, changes: object = {}) {
  return {
    name,
    releasedMs: releasedHour * HOUR_MS,
    deadlineMs: null,
    collection: 0,
    updates: [0],
    ...changes,
  };
}

function scenarioWith(deployments: readonly object[], changes: object = {}): Scenario {
  return scenarioOf({
    startEpochMs: Date.UTC(2024, 3, 1),
    measureFromMs: 0,
    horizonMs: 100 * HOUR_MS,
    sites: SITES,
    deployments,
    output: { intervalMs: HOUR_MS, clients: false, servicingLog: false },
    ...changes,
  } as unknown as Partial<Scenario>);
}

/** A row of compliance.csv; what is not said of the steps is as in truth. */
function row(deployment: string, hour: number, actual: number, changes: TableRow = {}): TableRow {
  return {
    elapsedSeconds: 3600 * hour,
    deployment,
    site: 'CAS',
    group: 'Office',
    members: 100,
    actualCompliant: actual,
    actualPendingRestart: 0,
    storedCompliant: actual,
    shownCompliant: actual,
    knownUnknown: 100 - actual,
    policyReceived: actual,
    downloaded: actual,
    ...changes,
  };
}

function sourceOf(
  scenario: Scenario,
  tables: Readonly<Record<string, readonly TableRow[]>>,
  changes: Partial<RunSource> = {},
): RunSource {
  return sourceWith(tables, scenario, changes);
}

function blocksOf<Kind extends Block['kind']>(section: Section | null, kind: Kind) {
  return (section?.blocks ?? []).filter(
    (block): block is Extract<Block, { kind: Kind }> => block.kind === kind,
  );
}

function columnOf({ head, rows }: DataTable, name: string): string[] {
  return rows.map((cells) => cells[head.indexOf(name)]!);
}

describe('the course of a deployment', () => {
  test('adds up groups and hierarchies, counts nobody again at the sites below, and begins with the release', () => {
    const scenario = scenarioWith([deployed('June', 2)]);
    const compliance = [
      row('June', 1, 1),
      row('June', 2, 10),
      row('June', 2, 10, { site: 'P01' }),
      row('June', 2, 20, { group: 'Shops' }),
      row('June', 2, 40, { site: 'P02', group: 'Abroad', members: 50 }),
    ];
    const [course] = coursesOf(scenario, sourceOf(scenario, { compliance }).tables);
    expect(course!.standings.map(({ timeMs }) => timeMs)).toEqual([2 * HOUR_MS]);
    expect(course!.standings[0]).toMatchObject({ members: 100 + 100 + 50, actual: 10 + 20 + 40 });
  });

  test('comes first of the deployment with the most members at the end, and of none that has no members', () => {
    const scenario = scenarioWith(['Small', 'Empty', 'Large'].map((name) => deployed(name, 0)));
    const compliance = [
      row('Small', 1, 0, { members: 300 }),
      row('Small', 2, 0, { members: 10 }),
      row('Empty', 2, 0, { members: 0 }),
      row('Large', 2, 0, { members: 20 }),
    ];
    const courses = coursesOf(scenario, sourceOf(scenario, { compliance }).tables);
    expect(courses.map(({ name }) => name)).toEqual(['Large', 'Small']);
  });

  test('has the deadlines of the zones in which its members are', () => {
    const zoned = (zone: number) => ({ ...scenarioOf().groups[0]!, zone });
    const groups = [zoned(0), zoned(2), zoned(1)];
    const scenario = scenarioWith([deployed('June', 0, { deadlineMs: [30, 20, 10] }), deployed('Open', 0)], {
      groups,
      collections: [{ name: 'all', groups: [0, 1], query: null, windows: [] }],
    });
    expect(deadlinesOf(scenario, 0)).toEqual([10, 30]);
    expect(deadlinesOf(scenario, 1)).toEqual([]);
  });

  test('is thinned evenly, and keeps its end', () => {
    const items = Array.from({ length: 101 }, (_, index) => index);
    expect(thinned(items, 25)).toEqual([...items.filter((item) => item % 5 === 0)]);
    expect(thinned(items, 30).at(-1)).toBe(100);
    expect(thinned(items, 200)).toEqual(items);
  });
});

describe('a picture of a course', () => {
  const courseOf = (shares: readonly number[]) => {
    const scenario = scenarioWith([deployed('June', 0)]);
    const compliance = shares.map((share, at) => row('June', at, share));
    return coursesOf(scenario, sourceOf(scenario, { compliance }).tables)[0]!;
  };

  test('ends a quarter later than the last change, and says so', () => {
    const course = courseOf(Array.from({ length: 100 }, (_, hour) => (hour <= 40 ? hour : 41)));
    expect(settledMs(course)).toBe(41 * 1.25 * HOUR_MS);
    expect(leftOutText(course, settledMs(course))).toContain('by more than 0.5 % of members');
  });

  test('goes on to the end of a run that still changes, or in which nothing ever does', () => {
    const rising = courseOf(Array.from({ length: 100 }, (_, hour) => hour));
    const still = courseOf(Array.from({ length: 100 }, () => 7));
    for (const course of [rising, still]) {
      expect(settledMs(course)).toBe(99 * HOUR_MS);
      expect(leftOutText(course, settledMs(course))).toBe('');
    }
  });
});

describe('the funnel of a run', () => {
  const hours = [1, 2, 3, 4];
  /** Half of the members receive policy in hour 1 and the rest in hour 2; from then on each step takes an hour. */
  const compliance = hours.map((hour) => {
    const passed = (step: number) => (hour >= step + 1 ? 100 : hour === step ? 50 : 0);
    return row('June', hour, passed(4), {
      policyReceived: passed(1),
      knownUnknown: 100 - passed(2),
      downloaded: passed(3),
      actualPendingRestart: 0,
      storedCompliant: 0,
    });
  });
  const source = sourceOf(scenarioWith([deployed('June', 0)]), { compliance });

  test('tells the mean time until each step: the share that has not taken it, times the span', () => {
    const [chart] = chartsOf(funnelSection(source));
    const mean = chart!.table.rows.at(-1)!.slice(2);
    // Half an hour with half of the members, and an hour for each step before; who is not so far counts until the end.
    expect(mean).toEqual(['30 min', '1 h 30 min', '2 h 30 min', '3 h 30 min', '3 h 30 min', '4 h']);
    expect(chart!.description).toContain('4 h on average');
    expect(chart!.description).toContain('longest wait, 1 h, is for “knows the updates”');
  });

  test('keeps the counts of each step in the table behind the picture', () => {
    const { table } = chartsOf(funnelSection(source))[0]!;
    expect(columnOf(table, 'policy received').slice(0, 4)).toEqual(['50', '100', '100', '100']);
    expect(columnOf(table, 'knows the updates').slice(0, 4)).toEqual(['0', '50', '100', '100']);
  });

  test('counts installations that wait for a restart as installed and not as compliant', () => {
    const waiting = [row('June', 1, 20, { actualPendingRestart: 30 })];
    const { table } = chartsOf(funnelSection(sourceOf(source.scenario, { compliance: waiting })))[0]!;
    expect(columnOf(table, 'installed')[0]).toBe('50');
    expect(columnOf(table, 'compliant (restarted)')[0]).toBe('20');
  });

  test('ranks why members are not compliant, groups together', () => {
    const unfinished = [
      { deployment: 'June', group: 'Office', cause: 'downloading', count: 30 },
      { deployment: 'June', group: 'Office', cause: 'pendingRestart', count: 20 },
      { deployment: 'June', group: 'Shops', cause: 'pendingRestart', count: 25 },
    ];
    const causes = chartsOf(funnelSection(sourceOf(source.scenario, { compliance, unfinished })))[1]!;
    expect(causes.table.rows).toEqual([
      ['June', 'installed, waits for a restart', String(20 + 25)],
      ['June', 'downloading', '30'],
    ]);
    expect(causes.description).toContain(`${20 + 25 + 30} in all`);
    for (const svg of drawn(causes)) expect(svg).toContain('installed, waits for a restart');
  });

  test('is drawn with a row for each step, and no coordinate is missing', () => {
    for (const svg of drawn(chartsOf(funnelSection(source))[0]!)) {
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      for (const label of ['policy received', 'content downloaded', 'reported to the site'])
        expect(svg).toContain(label);
    }
  });

  test('is left out where no deployment has members', () => {
    expect(funnelSection(sourceOf(source.scenario, {}))).toBeNull();
    expect(complianceSection(sourceOf(source.scenario, {}))).toBeNull();
  });
});

describe('the pictures of compliance', () => {
  const names = Array.from({ length: 8 }, (_, index) => `Ring ${index}`);
  const scenario = scenarioWith(names.map((name) => deployed(name, 0)));
  const compliance = names.flatMap((name, index) =>
    [1, 2].map((hour) => row(name, hour, 10 * hour, { members: 100 + index, shownCompliant: 5 * hour })),
  );
  const section = complianceSection(sourceOf(scenario, { compliance }));

  test('are of the six largest deployments at most; the table has the rest', () => {
    const [chart, ...others] = chartsOf(section);
    expect(others).toEqual([]);
    expect(chart!.title).toContain('the 6 largest of 8 deployments');
    for (const svg of drawn(chart!)) {
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(names.filter((name) => svg.includes(`${name} (% of members)`))).toEqual(names.slice(2));
    }
    expect(columnOf(chart!.table, 'Deployment').sort()).toEqual(names);
  });

  test('stand over the days since the release where these differ', () => {
    const day = (days: number) => 24 * days;
    const rules = scenarioWith([deployed('March', 0), deployed('April', day(30))], {
      horizonMs: day(60) * HOUR_MS,
    });
    const rows = [0, 10].flatMap((days) => [
      row('March', day(days), 9 * days),
      row('April', day(30 + days), 9 * days),
    ]);
    const [wide] = drawn(chartsOf(complianceSection(sourceOf(rules, { compliance: rows })))[0]!);
    expect(wide).toContain('days since the release');
    const paths = parseHTML(wide!).document.querySelectorAll('g[aria-label=line] path');
    const xs = [...paths].map((path) => path.getAttribute('d')!.match(/[\d.]+(?=,)/g));
    // Both begin at the left and end at the right: ten days after the release of each.
    expect(new Set(xs.map((each) => JSON.stringify(each)))).toEqual(new Set([JSON.stringify(['48', '704'])]));
  });

  test('stand at their share of the panel', () => {
    const single = complianceSection(
      sourceOf(scenarioWith([deployed('June', 0)]), {
        compliance: [row('June', 1, 0), row('June', 2, 100), row('June', 3, 50)],
      }),
    );
    const [wide] = drawn(chartsOf(single)[0]!);
    const paths = parseHTML(wide!).document.querySelectorAll('g[aria-label=line] path');
    const ys = [...paths].map((path) =>
      [...path.getAttribute('d')!.matchAll(/,([\d.]+)/g)].map((match) => Number(match[1])),
    );
    const [, actual] = ys;
    const [none, all, half] = actual as [number, number, number];
    expect(half).toBeCloseTo((none + all) / 2, 6);
    expect(none - all).toBe(260 - 24 - 30);
  });
});

describe('the answer of a run', () => {
  const names = ['A', 'B', 'C', 'D'];
  const scenario = scenarioWith(names.map((name) => deployed(name, 0)));
  const compliance = names.map((name, index) => row(name, 1, 99, { members: 1000 - index }));
  const summary = names.map((name, index) => ({
    metric: `coverage.${name}.actual.p95.sinceReleaseHours`,
    value: index === 1 ? null : 48 + index,
    unit: 'hours',
  }));
  const tables = {
    compliance,
    summary,
    restarts: [
      { cause: 'deadline', count: 70, outsideBusinessHours: 60, countdownMetUser: 4 },
      { cause: 'user', count: 30, outsideBusinessHours: 0, countdownMetUser: 5 },
    ],
    scans: [
      { time: '2024-04-01T10:00:00Z', outcome: 'started', count: 500 },
      { time: '2024-04-01T10:00:00Z', outcome: 'refused', count: 20 },
      { time: '2024-04-01T11:00:00Z', outcome: 'refused', count: 30 },
    ],
    'server-totals': [
      { server: 'SUP1', role: 'softwareUpdatePoint', queueMax: 5, waitP95Seconds: null },
      { server: 'SUP2', role: 'softwareUpdatePoint', queueMax: 9, waitP95Seconds: 90 },
    ],
    servers: [{ time: '2024-04-01T09:00:00Z', server: 'SUP2', queueMax: 9 }],
    exposure: [{ clientSeconds: 36_000 * 24 }],
    unfinished: [
      { deployment: 'A', cause: 'installing', count: 3 },
      { deployment: 'B', cause: 'scanning', count: 4 },
      { deployment: 'C', cause: 'installing', count: 2 },
    ],
  };
  const section = answerSection(sourceOf(scenario, tables, { warnings: ['SUP1 is loaded'] }));

  test('says of the three largest deployments when 95 % are compliant, and has a table of all', () => {
    const leads = blocksOf(section, 'lead').map(({ text }) => text);
    expect(leads).toHaveLength(3);
    expect(leads[0]).toBe(
      'A: 95 % of 1,000 members are compliant 2 d after the release. At the end 9.9 % are, and the console shows 9.9 %.',
    );
    expect(leads[1]).toContain('fewer than 95 % of 999 members are compliant at any time');
    expect(blocksOf(section, 'table')[0]!.table.rows.map((cells) => [cells[0], cells[2]])).toEqual([
      ['A', '2 d'],
      ['B', 'not reached'],
      ['C', '2 d 2 h'],
      ['D', '2 d 3 h'],
    ]);
  });

  test('says what a planner asks next, and what to know before relying on it', () => {
    const [facts, warnings] = blocksOf(section, 'list').map(({ items }) => items);
    expect(facts).toEqual([
      `Not compliant at the end: ${3 + 4 + 2} members, counted for each deployment. The largest part, ${3 + 2}: installing.`,
      `Restarts: 100. 70 were forced, ${70 - 60} of these in business hours; ${4 + 5} countdowns met a signed-in user.`,
      'Refused scans: 50 of 500 started, the most, 30, in the hour before 2024-04-01 11:00 UTC.',
      'Longest queue: 9 requests at SUP2 in the hour before 2024-04-01 09:00 UTC; 95 % of all that it served waited at most 1 min 30 s.',
      'Exposure: 240 client-hours with a required update not installed, 1 d for each client, updates added up.',
    ]);
    expect(warnings).toEqual(['SUP1 is loaded']);
  });

  test('counts one member that is left as one', () => {
    const unfinished = [{ deployment: 'A', cause: 'installing', count: 1 }];
    const [facts] = blocksOf(answerSection(sourceOf(scenario, { unfinished })), 'list');
    expect(facts!.items[0]).toMatch(/^Not compliant at the end: 1 member, /);
  });

  test('says nothing of what did not happen', () => {
    expect(answerSection(sourceOf(scenario, {})).blocks).toEqual([]);
  });
});

test('Names in the report of a run stay text, however they are meant', () => {
  const scenario = scenarioWith([deployed(HOSTILE, 0), deployed('June', 0)], { name: HOSTILE });
  const compliance = [row(HOSTILE, 1, 10), row(HOSTILE, 2, 20), row('June', 2, 10)];
  const unfinished = [{ deployment: HOSTILE, group: HOSTILE, cause: 'installing', count: 3 }];
  const source = sourceOf(scenario, { compliance, unfinished });
  const sections = [answerSection(source), complianceSection(source)!, funnelSection(source)!];
  const html = htmlOf({ title: HOSTILE, subtitle: HOSTILE, sections });
  const { document } = parseHTML(html);
  expect(document.querySelectorAll('img, script')).toHaveLength(0);
  expect(document.querySelector('td')!.textContent).toBe(HOSTILE);
});
