import { describe, expect, it } from 'vitest';
import { Fleet } from '../../../src/model/fleet.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import { StoryNames } from '../../../src/report/explain/story-names.ts';
import { DEADLINE_MS, device, FILTER, nightly, SWITCH_MS, stepInstants } from '../../conformance/embedded.ts';
import { NEW, quiet, scanAt } from '../../conformance/one-client.ts';
import {
  ASSUMPTIONS,
  EVALUATION_MS,
  INSTALL_MS,
  LOCATION_MS,
  ONLINE_SCAN_MS,
  RESTART_MS,
} from '../../model/one-client.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  NOBODY,
  nineToFive,
  OPTIONS,
  smallScenario,
  updatePoint,
} from '../../model/small-fleet.ts';
import { toldAt, toldOf } from './telling.ts';

const AT_MS = 2 * DAY_MS + 10 * HOUR_MS;
const HOURS_24 = '1 d';
/** Scans that are not of the deployment keep quiet, and it does not go online at the deadline. */
const calm = (changes: Parameters<typeof quiet>[0] = {}): Scenario =>
  quiet({
    deployments: [deployment()],
    actions: [scanAt(1.5 * DAY_MS)],
    ...changes,
    clientSettings: { scanTtlMs: 100 * DAY_MS, ...changes.clientSettings },
  });
/** When the installation of the calm client begins: after the offline scan of the deadline. */
const INSTALLS_MS = DEADLINE_MS + EVALUATION_MS;
const INSTALLED_MS = INSTALLS_MS + INSTALL_MS;
const NEEDS_RESTART_MS = INSTALLED_MS + EVALUATION_MS;

describe('The story of a client tells of its scans', () => {
  it('that a forced one goes online whatever the time to live, and which server it asks', () => {
    const scenario = quiet({ actions: [scanAt(AT_MS), scanAt(AT_MS + HOUR_MS)] });
    const lines = toldOf(scenario);
    expect(toldAt(lines, scenario, AT_MS + HOUR_MS)).toBe(
      'scan asked for by an administrator; scans online: such a scan is forced online whatever the time to live: asks where to scan (SUP1)',
    );
    expect(toldAt(lines, scenario, AT_MS + HOUR_MS + LOCATION_MS)).toContain('asks SUP1');
    expect(toldAt(lines, scenario, AT_MS + HOUR_MS + ONLINE_SCAN_MS)).toContain(
      'the online scan is complete',
    );
  });

  it('that one older than the time to live goes online, and a younger one does not', () => {
    const lastOnlineMs = 2 * DAY_MS;
    const toldOfDeadline = (deadlineMs: number) => {
      const scenario = quiet({
        deployments: [deployment({ createdMs: 0, availableMs: [0], deadlineMs: [deadlineMs] })],
        actions: [scanAt(lastOnlineMs - ONLINE_SCAN_MS)],
        clientSettings: { policyPollMs: MINUTE_MS },
      });
      return toldAt(toldOf(scenario), scenario, deadlineMs);
    };
    expect(toldOfDeadline(lastOnlineMs + 26 * HOUR_MS)).toBe(
      `deadline of “June updates”; scan wanted before the installation; scans online: last online scan 1 d 2 h ago, older than the time to live of ${HOURS_24}: asks where to scan (SUP1)`,
    );
    expect(toldOfDeadline(lastOnlineMs + 3 * HOUR_MS)).toBe(
      `deadline of “June updates”; scan wanted before the installation; scans offline: last online scan 3 h ago, within the time to live of ${HOURS_24}`,
    );
  });

  it('that a full queue refuses, with its length, and when the client tries again', () => {
    const count = 4;
    const scenario = quiet({
      groups: [group({ count })],
      softwareUpdatePoints: [updatePoint({ servers: 1, queueLimit: 1, deltaScan: fixed(MINUTE_MS) })],
      actions: [scanAt(AT_MS)],
    });
    const told = Array.from({ length: count }, (_, client) =>
      toldAt(toldOf(scenario, client, AT_MS + HOUR_MS), scenario, AT_MS + LOCATION_MS),
    );
    // One is served, one waits, the others are refused; half an hour later they try again.
    const refused = told.filter((text) => text.includes('refused'));
    expect(refused).toHaveLength(count - 2);
    for (const text of refused)
      expect(text).toBe(
        'asks SUP1; its queue is full (1 waiting): refused; tries again at 10:30:01; reports scan: pending retry',
      );
    expect(told.filter((text) => text.startsWith('asks SUP1'))).toHaveLength(count);
  });

  it('that a server is down, and of many refusals only how many there were', () => {
    const target = { role: 'softwareUpdatePoint', index: 0 } as const;
    const scenario = quiet({
      actions: [
        { verb: 'outage', atMs: AT_MS - HOUR_MS, target },
        scanAt(AT_MS),
        { verb: 'restore', atMs: AT_MS + 23 * HOUR_MS, target },
      ],
    });
    const lines = toldOf(scenario);
    expect(toldAt(lines, scenario, AT_MS + LOCATION_MS)).toBe(
      'asks SUP1; it is down: refused; tries again at 10:30:01; reports scan: pending retry',
    );
    const refusals = lines.filter(({ text }) => text.includes('it is down: refused'));
    expect(refusals).toHaveLength(3);
    // A try every half an hour and a second, for 23 hours.
    const tries = Math.floor((23 * HOUR_MS - 1) / (ASSUMPTIONS.scanRetryMs + LOCATION_MS)) + 1;
    expect(lines.some(({ text }) => text.includes(`by SUP1 ${tries - 3} times`))).toBe(true);
  });

  it('that the machine is off when a scan is wanted, and that the scan starts on its return', () => {
    const scenario = quiet({
      groups: [group({ presence: nineToFive('shutdown') })],
      actions: [scanAt(2 * DAY_MS + 3 * HOUR_MS)],
    });
    const lines = toldOf(scenario, 0, 3 * DAY_MS);
    expect(toldAt(lines, scenario, 2 * DAY_MS + 3 * HOUR_MS)).toBe(
      'scan asked for by an administrator: the machine is off: waits for its return',
    );
    expect(toldAt(lines, scenario, 2 * DAY_MS + 9 * HOUR_MS)).toMatch(
      /^is switched on until 17:00; scans online/,
    );
    expect(toldAt(lines, scenario, 2 * DAY_MS + 17 * HOUR_MS)).toBe('is switched off until 2024-06-06 09:00');
  });

  it('that a new client gets its policy and scans for the first time with all metadata', () => {
    const scenario = smallScenario({ initial: NEW, deployments: [] });
    const text = toldOf(scenario)
      .map((line) => line.text)
      .join('\n');
    expect(text).toContain('policy enables software updates');
    expect(text).toContain(
      'first scan due; scans online: it has never scanned online: asks where to scan (SUP1, a full scan for it has no metadata)',
    );
  });
});

describe('The story of a client tells of its deployments', () => {
  it('their policy, the download, the deadline, the installation and the restart with nobody there', () => {
    const scenario = calm();
    const lines = toldOf(scenario);
    const policy = lines.find(({ text }) => text.startsWith('policy brings'))!;
    expect(policy.text).toBe(
      'policy brings “June updates”: deadline 2024-06-08 12:00; scan wanted before the download; scans offline: last online scan 12 h 51 min ago, within the time to live of 100 d',
    );
    expect(lines.some(({ text }) => text === 'downloads KB0000006 from DP1, 100 MB')).toBe(true);
    expect(toldAt(lines, scenario, INSTALLS_MS)).toBe('the offline scan is complete; installs KB0000006');
    expect(toldAt(lines, scenario, INSTALLED_MS)).toBe(
      'scan wanted after the installation; scans offline: such a scan asks no server; KB0000006 is installed as far as it goes and needs a restart',
    );
    expect(toldAt(lines, scenario, NEEDS_RESTART_MS)).toContain(
      'restarts at once, for nobody is signed in; up again at 12:18:20',
    );
    expect(toldAt(lines, scenario, NEEDS_RESTART_MS + RESTART_MS)).toContain(
      'KB0000006 is installed: the restart completes it; is up again; compliant with “June updates” in truth',
    );
    const stored = lines.findIndex(({ text }) => text.includes('stored as compliant with “June updates”'));
    const shown = lines.findIndex(
      ({ text }) => text === 'the console shows it as compliant with “June updates”',
    );
    expect(stored).toBeGreaterThan(0);
    expect(shown).toBeGreaterThan(stored);
    expect(lines[shown]!.at).toBe('2024-06-08 13:00:00');
  });

  it('the countdown of a signed-in user, and the user who makes the restart', () => {
    const user = { ...NOBODY, signedIn: 'always' } as const;
    const waiting = calm({ groups: [group({ user })] });
    expect(toldAt(toldOf(waiting), waiting, NEEDS_RESTART_MS)).toContain(
      'the signed-in user is told that the machine restarts at 13:45:20',
    );
    const eager = calm({
      groups: [group({ user: { ...user, restartShare: 1, restartAfter: fixed(10 * MINUTE_MS) } })],
    });
    const lines = toldOf(eager);
    expect(toldAt(lines, eager, NEEDS_RESTART_MS)).toContain('and will make it at 12:25:20');
    expect(toldAt(lines, eager, NEEDS_RESTART_MS + 10 * MINUTE_MS)).toBe(
      'restarts by its user; up again at 12:28:20',
    );
  });

  it('a restart that may not come by itself, and the shutdown that completes it', () => {
    const scenario = calm({
      groups: [group({ presence: nineToFive('shutdown') })],
      deployments: [
        deployment({
          deadlineMs: [4 * DAY_MS + 12 * HOUR_MS],
          options: { ...OPTIONS, suppressRestart: { workstations: true, servers: true } },
        }),
      ],
    });
    const lines = toldOf(scenario);
    expect(
      lines.some(({ text }) =>
        text.includes('may not make it by itself (the deployment suppresses restarts): waits for its user'),
      ),
    ).toBe(true);
    const boot = lines.find(({ text }) =>
      text.includes('the boot after the shutdown is the restart that was needed'),
    );
    expect(boot?.text).toContain('KB0000006 is installed: the restart completes it');
  });

  it('a maintenance window that is not open, and when the next one begins', () => {
    const windows = [nightly(4 * HOUR_MS)];
    const scenario = calm({
      collections: [{ name: 'Nights', groups: [0], query: null, windows, evaluationIntervalMs: MINUTE_MS }],
    });
    const lines = toldOf(scenario);
    expect(toldAt(lines, scenario, INSTALLS_MS)).toContain(
      'may not install now: no maintenance window is open; the next begins at 2024-06-09 03:00',
    );
    expect(toldAt(lines, scenario, 6 * DAY_MS + 3 * HOUR_MS)).toContain('installs KB0000006');
  });

  it('an installation that fails and is set aside, and one that exceeds its maximum run time', () => {
    const failing = calm({
      assumptions: { ...ASSUMPTIONS, installFailureShare: { LCU: 1, DotNetCU: 0, SSU: 0, other: 0 } },
    });
    expect(toldAt(toldOf(failing), failing, INSTALLED_MS)).toContain(
      'the installation of KB0000006 fails: set aside until the deployments are evaluated again or the next maintenance window opens',
    );
    const slow = calm({
      assumptions: {
        ...ASSUMPTIONS,
        installDuration: { ...ASSUMPTIONS.installDuration, LCU: fixed(2 * HOUR_MS) },
      },
    });
    expect(toldAt(toldOf(slow), slow, INSTALLS_MS + HOUR_MS)).toContain(
      'the installation of KB0000006 exceeds its maximum run time of 1 h: given up, though the operating system goes on',
    );
  });

  it('the user who starts one that has no deadline', () => {
    const scenario = calm({
      groups: [
        group({
          user: { ...NOBODY, signedIn: 'always' },
          userInstalls: { share: 1, after: fixed(2 * HOUR_MS) },
        }),
      ],
      deployments: [deployment({ deadlineMs: null })],
    });
    const lines = toldOf(scenario);
    expect(
      lines.some(({ text }) => text.includes('“June updates”: without a deadline, for its user to install')),
    ).toBe(true);
    expect(
      lines.some(({ text }) => text.startsWith('the user starts the installation of “June updates”')),
    ).toBe(true);
  });

  it('a place in an orchestration group', () => {
    const scenario = calm({
      orchestrationGroups: [
        {
          name: 'Web farm',
          groups: [0],
          rule: { kind: 'number', count: 1 },
          memberTimeoutMs: DAY_MS,
          groupTimeoutMs: 3 * DAY_MS,
          preScript: null,
          postScript: null,
        },
      ],
    });
    const lines = toldOf(scenario);
    expect(toldAt(lines, scenario, INSTALLS_MS)).toContain(
      'may not install without a place in the orchestration group “Web farm”: asks for one',
    );
    expect(toldAt(lines, scenario, INSTALLS_MS + 2 * LOCATION_MS)).toContain(
      'holds its place in the orchestration group “Web farm”',
    );
    expect(
      lines.some(({ text }) => text.includes('gives its place in the orchestration group “Web farm” back')),
    ).toBe(true);
  });

  it('a write filter: switched off, servicing mode, switched on again', () => {
    const scenario = device();
    const lines = toldOf(scenario);
    const [off, , servicing] = stepInstants();
    expect(toldAt(lines, scenario, off!.atMs)).toContain(
      'the write filter is switched off, for the deployment commits its changes',
    );
    expect(toldAt(lines, scenario, off!.atMs + SWITCH_MS)).toContain('restarts for its write filter');
    expect(toldAt(lines, scenario, servicing!.atMs)).toContain(
      'is in servicing mode, with its write filter off',
    );
    expect(
      lines.some(({ text }) => text.includes('the write filter is on again: what is installed stays')),
    ).toBe(true);
  });

  it('what is installed in an overlay only, and lost with the restart', () => {
    const scenario = device({ commits: false, device: { writeFilter: FILTER } });
    const lines = toldOf(scenario, 0, DEADLINE_MS + DAY_MS);
    expect(
      lines.some(({ text }) =>
        text.includes(
          'KB0000006 was only in the overlay of the write filter, and the restart has emptied that: required again',
        ),
      ),
    ).toBe(true);
  });
});

describe('The story of a client', () => {
  it('writes every instant in UTC and by the clock of the client, with its day where that is another', () => {
    const zones = [{ name: 'Asia/Tokyo', transitions: [{ fromMs: -60 * DAY_MS, offsetMs: 9 * HOUR_MS }] }];
    const scenario = quiet({ zones, actions: [scanAt(AT_MS), scanAt(AT_MS + 6 * HOUR_MS)] });
    const fleet = new Fleet(scenario, 0);
    const names = new StoryNames(scenario, fleet, 0);
    expect(names.zone).toBe('Asia/Tokyo');
    expect(names.instant(AT_MS)).toBe('2024-06-05 10:00:00        19:00:00');
    expect(names.instant(AT_MS + 6 * HOUR_MS)).toBe('2024-06-05 16:00:00  06-06 01:00:00');
  });

  it('shows a hostile name as text, on its own line', () => {
    const scenario = calm({ deployments: [deployment({ name: 'a\u001b[31m\nb<script>' })] });
    const policy = toldOf(scenario).find(({ text }) => text.startsWith('policy brings'))!;
    expect(policy.text).toContain('“a\\u001b[31m\\u000ab<script>”');
  });

  it('tells of joining, leaving for good, and a rebuilt machine that goes on as another client', () => {
    const scenario = smallScenario({
      groups: [group({ count: 3, joiningCount: 1, stay: fixed(5 * DAY_MS) })],
    });
    const told = [0, 1, 2].map((client) =>
      toldOf(scenario, client)
        .map(({ text }) => text)
        .join('\n'),
    );
    expect(told.filter((text) => text.includes('joins the fleet'))).toHaveLength(1);
    expect(told.filter((text) => text.includes('leaves the fleet for good')).length).toBeGreaterThanOrEqual(
      2,
    );
    const rebuilt = smallScenario({ groups: [group({ count: 1, rebuild: fixed(4 * DAY_MS) })] });
    const stories = [0, 1, 2].map((client) =>
      toldOf(rebuilt, client)
        .map(({ text }) => text)
        .join('\n'),
    );
    expect(
      stories.some((text) => text.includes('its machine is rebuilt and goes on as another client')),
    ).toBe(true);
  });
});
