import { describe, expect, it } from 'vitest';
import { type Deployment, type Scenario, VERBOSITIES } from '../../src/model/scenario.ts';
import { TOPICS, Topic } from '../../src/model/topics.ts';
import { letsThrough } from './laws/enforcement.ts';
import { ASSUMPTIONS, EVALUATION_MS, INSTALL_MS, LEARNS, RESTART_MS, SLOT } from './one-client.ts';
import { informed, reportsOf, saysOf, witnessed } from './reports.ts';
import {
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  NOBODY,
  SYNCHRONIZATION,
  smallScenario,
  update,
} from './small-fleet.ts';

const DEADLINE_MS = 5 * DAY_MS + 12 * HOUR_MS;
const catalogOf = (...updates: (typeof MAY)[]) => ({
  products: ['Windows'],
  updates,
  origin: 'made for tests',
});
const talkative = (changes: Partial<Deployment> = {}) => deployment({ verbosity: 'all', ...changes });

/** From the deployment's policy to its end, by the documented sample chain; the steps that it leaves out between. */
const BEGINS = ['302 1', '302 2', '300 2'];
const DOWNLOADS = ['402 12', '301 7', '402 13', '301 8'];
const INSTALLS = ['402 1', '402 8', '301 1', '402 9', '301 5'];
const ENDS = ['402 10', '300 1', '301 4'];
const CHAIN = [...BEGINS, ...DOWNLOADS, ...INSTALLS, ...ENDS];

describe('a deployment', () => {
  it('is reported along the documented chain, detections and enforcement in their order', () => {
    const { witness } = witnessed(informed({ deployments: [talkative()] }));
    const [restartWanted, found] = ['500 2', '500 3'];
    expect(witness.raised.map(saysOf)).toEqual([
      '500 2',
      ...[...BEGINS, ...DOWNLOADS, ...INSTALLS],
      ...[restartWanted, found],
      ...ENDS,
    ]);
    expect(witness.stored.map(saysOf)).toEqual(witness.raised.map(saysOf));
  });

  it('is reported at the instants of its steps', () => {
    const { witness } = witnessed(informed({ deployments: [talkative()] }));
    const atMs = (says: string) => witness.raised.find((message) => saysOf(message) === says)!.atMs;
    const installsMs = DEADLINE_MS + EVALUATION_MS;
    expect([atMs('402 1'), atMs('402 8'), atMs('301 1')]).toEqual([installsMs, installsMs, installsMs]);
    const installedMs = installsMs + INSTALL_MS;
    expect([atMs('402 9'), atMs('301 5')]).toEqual([installedMs, installedMs]);
    const foundMs = installedMs + EVALUATION_MS + RESTART_MS + EVALUATION_MS;
    expect([atMs('500 3'), ...ENDS.map(atMs)]).toEqual([foundMs, foundMs, foundMs, foundMs]);
    expect(atMs('302 2') - atMs('302 1')).toBe(EVALUATION_MS);
  });

  it('is told of within two minutes of the scans after installation and restart, else with the next cycle', () => {
    const scenario = informed({ deployments: [talkative()] });
    const { witness } = witnessed(scenario);
    const { fileMoverMs } = scenario.managementPoints[0]!;
    const workMs = 20 + fileMoverMs + 10_000;
    const ageMs = (says: string) => {
      const number = witness.raised.findIndex((message) => saysOf(message) === says);
      return witness.stored[number]!.atMs - witness.raised[number]!.atMs;
    };
    for (const says of ENDS) expect(ageMs(says)).toBeLessThan(2 * MINUTE_MS + workMs + 1000);
    for (const says of ['402 9', '301 5'])
      expect(ageMs(says)).toBeLessThan(
        EVALUATION_MS + RESTART_MS + EVALUATION_MS + 2 * MINUTE_MS + workMs + 1000,
      );
    for (const says of CHAIN) expect(ageMs(says)).toBeLessThan(15 * MINUTE_MS + workMs + 1000);
  });

  it('whose update needs no restart is done with the scan after the installation', () => {
    const ssu = update({ ...JUNE, kind: 'SSU' });
    const scenario = informed({ deployments: [talkative()], catalog: catalogOf(MAY, ssu) });
    expect(reportsOf(scenario)).toEqual([...BEGINS, ...DOWNLOADS, '402 1', '402 8', '301 1', ...ENDS]);
  });

  it('that everything is installed of is compliant from its first evaluation on, and nothing else', () => {
    const scenario = informed({ deployments: [talkative({ updates: [0], releasedMs: MAY.releasedMs })] });
    expect(reportsOf(scenario)).toEqual(['302 1', '302 2', '300 1']);
  });

  it('that has nothing for the product of a client is compliant for it', () => {
    const other = update({ id: 'other', kb: 'KB0000009', product: 1 });
    const scenario = informed({
      catalog: { ...catalogOf(MAY, JUNE, other), products: ['Windows', 'Office'] },
      deployments: [talkative({ updates: [2] })],
    });
    expect(reportsOf(scenario)).toEqual(['302 1', '302 2', '300 1']);
  });

  it('that becomes compliant by superseding was never carried out', () => {
    const july = update({
      id: 'july',
      kb: 'KB0000007',
      title: 'July',
      releasedMs: 3 * DAY_MS,
      supersedes: [0, 1],
    });
    const scenario = informed({
      catalog: catalogOf(MAY, JUNE, july),
      deployments: [talkative()],
      siteChanges: {
        synchronization: { ...SYNCHRONIZATION, startsMs: [DAY_MS + 2 * HOUR_MS, 3 * DAY_MS + 2 * HOUR_MS] },
      },
      actions: [{ verb: 'scanNow', atMs: 4 * DAY_MS, groups: [0] }],
    });
    expect(reportsOf(scenario)).toEqual([...BEGINS, ...DOWNLOADS, '300 1']);
  });

  it('is not evaluated while the metadata lack one of its updates', () => {
    const scenario = smallScenario({ deployments: [talkative()] });
    const ignorant: Scenario = {
      ...scenario,
      clientSettings: { ...scenario.clientSettings, scanTtlMs: 9 * DAY_MS, scanIntervalMs: 9 * DAY_MS },
      horizonMs: 5 * DAY_MS,
    };
    const { fleet, witness } = witnessed(ignorant);
    expect(fleet.parts.truth.known(0, SLOT)).toBe(0);
    expect(witness.raised.map(saysOf)).toEqual(['302 1']);
  });

  it('waits for its available time in profile cb2303 before it is active', () => {
    const availableMs = 4 * DAY_MS;
    const scenario = informed({
      profile: 'cb2303',
      assumptions: { ...ASSUMPTIONS, availableDelay: { law: 'fixed', value: 0 } },
      deployments: [talkative({ availableMs: [availableMs] })],
    });
    const { witness } = witnessed(scenario);
    expect(witness.raised.find((message) => saysOf(message) === '302 1')!.atMs).toBe(availableMs);
  });
});

describe('the verbosity of a deployment', () => {
  for (const verbosity of VERBOSITIES) {
    it(`«${verbosity}» lets its part of the chain through, and detections always`, () => {
      const only = deployment({ verbosity });
      const { witness } = witnessed(informed({ deployments: [only] }));
      const raised = witness.raised.map(saysOf);
      expect(raised.filter((says) => says.startsWith('500'))).toEqual(['500 2', '500 2', '500 3']);
      expect(raised.filter((says) => !says.startsWith('500'))).toEqual(
        CHAIN.filter((says) => letsThrough(only, says)),
      );
    });
  }

  it('reports nothing of a chain that goes well when only errors are wanted', () => {
    expect(CHAIN.filter((says) => letsThrough(deployment({ verbosity: 'errors' }), says))).toEqual([]);
  });

  it('of an update is that of the most talkative of the deployments that have reached the client', () => {
    const quiet = deployment({ verbosity: 'none' });
    const updateChain = CHAIN.filter((says) => says.startsWith('402'));
    const both = reportsOf(informed({ deployments: [quiet, talkative({ name: 'other' })] }));
    expect(both.filter((says) => says.startsWith('402'))).toEqual(updateChain);
    const { witness } = witnessed(informed({ deployments: [quiet, talkative({ name: 'other' })] }));
    for (const { topic, subject } of witness.raised) {
      if (topic < Topic.updateEnforcement) expect(subject).toBe(1);
    }
    const neverCreated = talkative({ name: 'other', createdMs: 10 * DAY_MS - HOUR_MS });
    expect(reportsOf(informed({ deployments: [quiet, neverCreated], horizonMs: 9 * DAY_MS }))).toEqual([]);
  });
});

describe('two deployments at one client', () => {
  const NET = update({ id: 'net', kb: 'KB0000008', title: 'NET', kind: 'DotNetCU', supersedes: [] });
  const withSecond = (deadlineMs: number, changes: Parameters<typeof informed>[0] = {}) =>
    informed({
      catalog: catalogOf(MAY, JUNE, NET),
      deployments: [talkative(), talkative({ name: 'NET', updates: [2], deadlineMs: [deadlineMs] })],
      ...changes,
    });
  /** What is said of the second deployment and its update, after its content has arrived. */
  const saidOfSecond = (scenario: Scenario) =>
    witnessed(scenario)
      .witness.raised.filter(
        ({ topic, subject }) =>
          (topic < Topic.updateEnforcement && subject === 1) ||
          (topic === Topic.updateEnforcement && subject === 2),
      )
      .map(saysOf)
      .slice([...BEGINS, ...DOWNLOADS].length);
  const rest = ['402 1', '402 8', '301 1', '402 9', '301 5', ...ENDS];

  it('wait for one another: the later deadline falls into the installation of the other', () => {
    const duringMs = DEADLINE_MS + EVALUATION_MS + INSTALL_MS / 2;
    expect(saidOfSecond(withSecond(duringMs))).toEqual(['402 3', '301 3', ...rest]);
  });

  it('wait for the restart that the other one needs', () => {
    const duringMs = DEADLINE_MS + EVALUATION_MS + INSTALL_MS + EVALUATION_MS + 10 * MINUTE_MS;
    const groups = [group({ user: { ...NOBODY, signedIn: 'always' as const } })];
    expect(saidOfSecond(withSecond(duringMs, { groups }))).toEqual(['402 5', '301 2', ...rest]);
  });

  it('with the same update download it once, and both say that they have it', () => {
    const deployments = [
      talkative(),
      talkative({ name: 'again', createdMs: 4 * DAY_MS, availableMs: [4 * DAY_MS] }),
    ];
    const { witness, fleet } = witnessed(informed({ deployments }));
    const of = (subject: number) =>
      witness.raised
        .filter((message) => message.topic < Topic.updateEnforcement && message.subject === subject)
        .map(saysOf);
    const deploymentChain = CHAIN.filter((says) => !says.startsWith('402'));
    expect(of(0)).toEqual(deploymentChain);
    expect(of(1)).toEqual(deploymentChain.filter((says) => says !== '301 7'));
    expect(fleet.parts.downloads.downloadedBytes[0]).toBe(JUNE.sizeBytes);
  });
});

describe('content that is not there', () => {
  const target = { role: 'distributionPoint', index: 0 } as const;

  it('is waited for, and the download begins when it has come', () => {
    const slow = { internetBytesPerSecond: 10_000 };
    const scenario = informed({ deployments: [talkative()], siteChanges: slow });
    const [downloading, ...others] = DOWNLOADS;
    expect(reportsOf(scenario)).toEqual([
      ...BEGINS,
      ...['402 2', '301 7', downloading],
      ...others.filter((says) => says !== '301 7'),
      ...INSTALLS,
      ...ENDS,
    ]);
  });

  it('any more during its transfer is waited for too', () => {
    const { witness, fleet } = witnessed(informed({ deployments: [talkative()] }));
    const beginsMs = witness.raised.find((message) => saysOf(message) === '402 12')!.atMs;
    expect(fleet.parts.truth.known(0, SLOT)).toBe(3);
    const scenario = informed({
      deployments: [talkative()],
      actions: [
        { verb: 'outage', atMs: beginsMs + 1000, target },
        { verb: 'restore', atMs: beginsMs + HOUR_MS, target },
      ],
    });
    expect(reportsOf(scenario)).toEqual([
      ...BEGINS,
      ...['402 12', '301 7', '402 2', '402 12', '402 13', '301 8'],
      ...INSTALLS,
      ...ENDS,
    ]);
  });
});

describe('an installation that is broken off', () => {
  it('begins anew, and says so', () => {
    const offMs = DEADLINE_MS + EVALUATION_MS + INSTALL_MS / 2;
    const times = { weekdays: 0b1111111, fromMs: (offMs % DAY_MS) - 4 * HOUR_MS, toMs: offMs % DAY_MS };
    const scenario = informed({
      deployments: [talkative()],
      groups: [
        group({
          presence: {
            pattern: 'officeHours',
            ...times,
            jitter: { law: 'fixed', value: 0 },
            attendance: 1,
            absence: 'shutdown',
          },
        }),
      ],
      actions: [{ ...LEARNS, atMs: DAY_MS + times.fromMs + HOUR_MS }],
    });
    const [started, installing, ...others] = INSTALLS;
    expect(reportsOf(scenario)).toEqual([
      ...BEGINS,
      ...DOWNLOADS,
      ...[started, installing, '301 1', started, installing],
      ...others.filter((says) => says !== '301 1'),
      ...ENDS,
    ]);
  });
});

describe('what the site has stored', () => {
  it('is the last state of every client and subject, counted by state in the results', () => {
    const count = 30;
    const { fleet } = witnessed(informed({ deployments: [talkative()], groups: [group({ count })] }));
    const { enforcement } = fleet.result();
    const last = new Map<string, number>();
    for (let row = 0; row < enforcement.length; row++) {
      if (enforcement.get(row, 't') !== fleet.nowMs) continue;
      const { id } = TOPICS[enforcement.get(row, 'topic')]!;
      const [of, state] = [enforcement.get(row, 'deployment'), enforcement.get(row, 'state')];
      last.set(`${id} ${of} ${enforcement.get(row, 'update')} ${state}`, enforcement.get(row, 'clients'));
    }
    expect([...last]).toEqual([
      ['300 0 -1 1', count],
      ['301 0 -1 4', count],
      ['302 0 -1 2', count],
      ['402 -1 1 10', count],
      ['501 -1 -1 3', count],
    ]);
  });
});
