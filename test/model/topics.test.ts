import { describe, expect, it } from 'vitest';
import {
  isRestartPending,
  messageOf,
  stateOf,
  subjectOf,
  topicOf,
} from '../../src/model/client/message-pool.ts';
import { Fleet } from '../../src/model/fleet.ts';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import { stateId, TOPICS, Topic } from '../../src/model/topics.ts';
import { Compliance } from '../../src/model/updates/update-states.ts';
import { ASSUMPTIONS, EVALUATION_MS, LEARNS, LOCATION_MS, OFFLINE } from './one-client.ts';
import { informed, reportsOf, saysOf, witnessed } from './reports.ts';
import { DAY_MS, deployment, group, HOUR_MS, MINUTE_MS, smallScenario, updatePoint } from './small-fleet.ts';

describe('a state message', () => {
  it('holds topic, subject, state and the wait for a restart, whatever they are', () => {
    for (const [topic, { states }] of TOPICS.entries()) {
      for (const [state] of states.entries()) {
        for (const subject of [0, 1, 255, 2 ** 23, 2 ** 24 - 1]) {
          for (const restartPending of [false, true]) {
            const contents = messageOf(topic as Topic, subject, state, restartPending);
            expect([topicOf(contents), subjectOf(contents), stateOf(contents)]).toEqual([
              topic,
              subject,
              state,
            ]);
            expect(isRestartPending(contents)).toBe(restartPending);
            expect(new Uint32Array([contents])[0]).toBe(contents);
          }
        }
      }
    }
  });

  it('has the documented ids: a detection those of the compliance states, others at their documented place', () => {
    expect(TOPICS.map(({ id }) => id)).toEqual([300, 301, 302, 402, 500, 501]);
    expect(TOPICS[Topic.updateDetection].states).toEqual([
      'unknown',
      'not required',
      'required',
      'installed',
    ]);
    expect(Compliance).toEqual({ unknown: 0, notRequired: 1, required: 2, installed: 3 });
    expect(stateId(Topic.deploymentEnforcement, 'pending system restart')).toBe(5);
    expect(stateId(Topic.deploymentEnforcement, 'waiting for orchestration')).toBe(11);
    expect(stateId(Topic.updateEnforcement, 'installed')).toBe(10);
    expect(stateId(Topic.updateEnforcement, 'failed to download')).toBe(14);
    expect(stateId(Topic.scan, 'complete with errors')).toBe(6);
  });
});

describe('the state of scans', () => {
  const DOWN_MS = 3 * DAY_MS;
  const UP_MS = DOWN_MS + 40 * MINUTE_MS;
  /** Known to the site at the full hour: at most a cycle later, and half an hour before the next try. */
  const SCAN_MS = DOWN_MS + 35 * MINUTE_MS;
  const target = { role: 'softwareUpdatePoint', index: 0 } as const;
  const scanAt = (atMs: number): Action => ({ verb: 'scanNow', atMs, groups: [0] });
  /** A scan that meets an outage, is tried again after half an hour, and another one the day after. */
  const troubled = (changes: Partial<Scenario> = {}): Scenario =>
    smallScenario({
      deployments: [],
      clientSettings: OFFLINE,
      actions: [
        LEARNS,
        { verb: 'outage', atMs: DOWN_MS, target },
        { verb: 'restore', atMs: UP_MS, target },
        scanAt(SCAN_MS),
        scanAt(SCAN_MS + DAY_MS),
      ],
      ...changes,
    });

  it('is reported when it differs from the last one reported: trouble once, and its end once', () => {
    const { witness, fleet } = witnessed(troubled());
    const scans = witness.raised.filter(({ topic }) => topic === Topic.scan);
    expect(scans.map(saysOf)).toEqual(['501 4', '501 3']);
    const failedMs = SCAN_MS + LOCATION_MS;
    expect(scans[0]!.atMs).toBe(failedMs);
    expect(scans[1]!.atMs).toBe(failedMs + ASSUMPTIONS.scanRetryMs + LOCATION_MS + 667 + EVALUATION_MS);
    expect(fleet.parts.enforcementDatabase.count(0, Topic.scan, 0, 3)).toBe(1);
  });

  it('is failed when no answer came in time, which is not tried again', () => {
    const slow = updatePoint({ servers: 1, deltaScan: { law: 'fixed', value: 2 * HOUR_MS } });
    const scenario = troubled({
      groups: [group({ count: 2 })],
      softwareUpdatePoints: [slow],
      actions: [{ ...LEARNS, atMs: 3 * DAY_MS }],
    });
    const { witness } = witnessed(scenario);
    const scans = witness.raised.filter(({ topic }) => topic === Topic.scan);
    expect(scans.map(saysOf)).toEqual(['501 5']);
    expect(scans[0]!.atMs).toBe(3 * DAY_MS + LOCATION_MS + ASSUMPTIONS.scanTimeoutMs);
  });

  it('is reported at every step of every scan when all are asked for', () => {
    const all = reportsOf(troubled({ assumptions: { ...ASSUMPTIONS, scanStates: 'all' } }));
    const online = ['501 1', '501 2', '501 3'];
    expect(all).toEqual([...online, '501 1', '501 4', ...online, ...online]);
  });

  it('is that of an offline scan too, which asks nobody for a location', () => {
    const scenario = informed({ assumptions: { ...ASSUMPTIONS, scanStates: 'all' } });
    const [learns, offline] = [
      ['501 1', '501 2', '501 3'],
      ['501 2', '501 3'],
    ];
    // Before the download and the installation, after the installation and the restart.
    expect(reportsOf(scenario)).toEqual([...learns, ...offline, ...offline, ...offline, ...offline]);
  });

  it('is known of clients that have scanned before the start, and reported by new ones after their first scan', () => {
    const count = 5;
    const softwareUpdatePoints = [updatePoint({ servers: count })];
    const steady = smallScenario({ groups: [group({ count })], deployments: [], softwareUpdatePoints });
    const complete = (fleet: Fleet) => fleet.parts.enforcementDatabase.count(0, Topic.scan, 0, 3);
    expect(complete(new Fleet(steady, 0))).toBe(count);
    expect(witnessed(steady).witness.raised.filter(({ topic }) => topic === Topic.scan)).toEqual([]);
    const newborn: Scenario = { ...steady, initial: { mode: 'enrolment', patchedShareByLag: [1] } };
    expect(complete(new Fleet(newborn, 0))).toBe(0);
    const { fleet, witness } = witnessed(newborn);
    expect(witness.raised.map(saysOf).filter((says) => says.startsWith('501'))).toEqual(
      Array.from({ length: count }, () => '501 3'),
    );
    expect(complete(fleet)).toBe(count);
  });

  it('stands in the results with the clients that are in it, from the message on', () => {
    const { fleet } = witnessed(troubled());
    const { enforcement } = fleet.result();
    const rows = Array.from({ length: enforcement.length }, (_, row) => ({
      t: enforcement.get(row, 't'),
      says: `${TOPICS[enforcement.get(row, 'topic')]!.id} ${enforcement.get(row, 'state')}`,
      clients: enforcement.get(row, 'clients'),
    }));
    const hours = fleet.nowMs / HOUR_MS;
    expect(rows).toHaveLength(hours);
    const retrying = rows.filter(({ says }) => says === '501 4');
    expect(rows.filter(({ says }) => says === '501 3')).toHaveLength(hours - retrying.length);
    expect(retrying.length).toBeGreaterThan(0);
    for (const { t, clients } of retrying) {
      expect(clients).toBe(1);
      expect(t).toBeGreaterThan(SCAN_MS);
      expect(t).toBeLessThan(SCAN_MS + 2 * HOUR_MS);
    }
  });
});

describe('messages of every topic', () => {
  const scenario = smallScenario({
    groups: [group({ count: 40 })],
    deployments: [deployment({ verbosity: 'all' })],
    assumptions: { ...ASSUMPTIONS, scanStates: 'all' },
    softwareUpdatePoints: [updatePoint({ servers: 1, queueLimit: 5 })],
    actions: [{ verb: 'scanNow', atMs: DAY_MS + 12 * HOUR_MS, groups: [0] }],
  });

  it('are stored or under way, each', () => {
    let underWay = 0;
    for (let hour = 36; hour <= 140; hour += 4) {
      const { fleet, witness } = witnessed(scenario, hour * HOUR_MS + 3 * MINUTE_MS);
      const { pool } = fleet.parts;
      const free = new Set<number>();
      for (let message = pool.free; message >= 0; message = pool.next[message]!) free.add(message);
      const counts = TOPICS.map(() => ({ raised: 0, stored: 0, pooled: 0 }));
      for (const { topic } of witness.raised) counts[topic]!.raised++;
      for (const { topic } of witness.stored) counts[topic]!.stored++;
      for (let message = 0; message < pool.usedCount; message++) {
        if (!free.has(message)) counts[topicOf(pool.contents[message]!)]!.pooled++;
      }
      for (const { raised, stored, pooled } of counts) {
        expect(raised).toBe(stored + pooled);
        underWay += pooled;
      }
    }
    expect(underWay).toBeGreaterThan(0);
  });

  it('go on from a copy made between any two of them as if nothing had been', () => {
    const whole = witnessed(scenario).fleet;
    for (const atMs of [
      DAY_MS + 12 * HOUR_MS + 5000,
      2 * DAY_MS + 12 * HOUR_MS,
      5 * DAY_MS + 12 * HOUR_MS + 5000,
      5 * DAY_MS + 13 * HOUR_MS,
    ]) {
      const first = witnessed(scenario, atMs).fleet;
      const second = new Fleet(scenario, 0);
      second.restore(first.save());
      second.run(scenario.horizonMs);
      expect(second.save()).toEqual(whole.save());
    }
  });
});
