import { describe, expect, test } from 'vitest';
import { RESTART_CAUSES } from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { EVALUATION_MS, INSTALL_MS, juneOf, OFFLINE, RESTART_MS } from '../model/one-client.ts';
import {
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  nineToFive,
  OPTIONS,
  runFleet,
  smallScenario,
} from '../model/small-fleet.ts';
import { loadText, SMALL, smallWith } from '../scenario/loading.ts';
import {
  AFTER_MS,
  AVAILABLE_MS,
  courseOf,
  DEADLINE_MS,
  deployed,
  EAGER,
  SIGNED_IN,
  seenMs,
  startOf,
  stepsOf,
} from './deployed.ts';

const { restartCountdownMs: COUNTDOWN_MS } = OFFLINE;

function restartsOf(scenario: Scenario): string[] {
  const { restarts } = runFleet(scenario).result();
  return Array.from({ length: restarts.length }, (_, row) => RESTART_CAUSES[restarts.get(row, 'cause')]!);
}

describe('when an update of a required deployment has been installed', () => {
  test('S14.1 the machine restarts, if the update needs that', () => {
    const startMs = seenMs(DEADLINE_MS);
    expect(courseOf(deployed(), startMs - 1)).toEqual([
      { atMs: startMs - 1, is: 'pending restart' },
      { atMs: startMs, is: 'restarting' },
      { atMs: startMs + RESTART_MS, is: 'installed' },
    ]);
    const needsNone = { ...smallScenario().catalog, updates: [MAY, { ...JUNE, kind: 'other' as const }] };
    expect(restartsOf(deployed({}, { catalog: needsNone }))).toEqual([]);
  });

  const available = { availableMs: [AVAILABLE_MS] };
  const early = deployed(available, { groups: [EAGER] });

  test('S14.2a before the deadline, the restart is put off to the deadline', () => {
    const installedMs = AVAILABLE_MS + AFTER_MS + EVALUATION_MS + INSTALL_MS;
    expect(courseOf(early).slice(-4)).toEqual([
      { atMs: installedMs - INSTALL_MS, is: 'installing' },
      { atMs: installedMs, is: 'pending restart' },
      { atMs: DEADLINE_MS + COUNTDOWN_MS, is: 'restarting' },
      { atMs: DEADLINE_MS + COUNTDOWN_MS + RESTART_MS, is: 'installed' },
    ]);
  });

  test('S14.2b unless the machine restarts before that for another reason: then the deadline brings none', () => {
    const presence = nineToFive('shutdown');
    const switchedOff = deployed(available, { groups: [{ ...EAGER, presence }] });
    expect(startOf(switchedOff, 'installed')).toBe(AVAILABLE_MS + DAY_MS + 9 * HOUR_MS);
    expect(restartsOf(switchedOff)).toEqual(['shutdown']);
  });
});

describe('a restart can be suppressed', () => {
  const KINDS = ['workstation', 'laptop', 'server'] as const;
  /** Where June's update stands in the end on each kind of machine. */
  const endsOf = (suppressRestart: typeof OPTIONS.suppressRestart) =>
    KINDS.map((kind) => {
      const scenario = deployed({ options: { ...OPTIONS, suppressRestart } }, { groups: [group({ kind })] });
      return juneOf(runFleet(scenario));
    });

  test('S14.3 on servers and on workstations', () => {
    expect(endsOf({ workstations: false, servers: false })).toEqual(['installed', 'installed', 'installed']);
    const servers = ['installed', 'installed', 'pending restart'];
    expect(endsOf({ workstations: false, servers: true })).toEqual(servers);
    const workstations = ['pending restart', 'pending restart', 'installed'];
    expect(endsOf({ workstations: true, servers: false })).toEqual(workstations);
    const both = ['pending restart', 'pending restart', 'pending restart'];
    expect(endsOf({ workstations: true, servers: true })).toEqual(both);
  });

  test('S14.4 by each deployment for itself, made by hand or by a rule', () => {
    const suppressed = { ...OPTIONS, suppressRestart: { workstations: true, servers: false } };
    const laterMs = DEADLINE_MS + DAY_MS;
    const later = deployment({ name: 'later', deadlineMs: [laterMs] });
    const first = deployment({ options: suppressed });
    const groups = [group({ user: SIGNED_IN })];
    const scenario = deployed({}, { groups, deployments: [first, later] });
    const course = courseOf(scenario, DEADLINE_MS + EVALUATION_MS);
    expect(stepsOf(course)).toEqual(['installing', 'pending restart', 'restarting', 'installed']);
    expect(course[2]!.atMs).toBe(laterMs + COUNTDOWN_MS);

    const written = 'suppressRestart: [servers]';
    const byHand = smallWith('    created: 2024', `    ${written}\n    created: 2024`);
    const rule = `rules:
  - name: monthly
    updates: { kinds: [LCU], released: { within: 1 d } }
    run: monthly on day 12 at 02:00 UTC
    group: existing
    deployments: [{ groups: all, ${written} }]
`;
    for (const text of [byHand, SMALL + rule]) {
      const { scenario: loaded, issues } = loadText(text);
      expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
      const { options } = loaded!.deployments.at(-1)!;
      expect(options.suppressRestart).toEqual({ workstations: false, servers: true });
    }
  });
});
