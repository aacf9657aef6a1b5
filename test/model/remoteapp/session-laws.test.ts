import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SESSION_STATES, SIGN_OFF_CAUSES } from '../../../src/model/results.ts';
import type { Action, Scenario } from '../../../src/model/scenario.ts';
import { instant, wait } from '../random-values.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../small-fleet.ts';
import { JUNE, office, resultOf, totalOf, updateRow, WORK } from './office-users.ts';
import { remoteAppCollection } from './remoteapp-fleet.ts';
import { SessionWitness } from './session-laws.ts';

const HORIZON_MS = 2 * DAY_MS;
const STEP_MS = 11 * MINUTE_MS;

const shares = fc.constantFrom([0, 0], [1, 0], [0, 1], [0.3, 0.3]);

const collection = (number: number) =>
  fc
    .record({
      userCount: fc.integer({ min: 1, max: 8 }),
      usersPerHost: fc.integer({ min: 1, max: 4 }),
      weekdays: fc.constantFrom(0b11111, 0b1111111),
      fromMs: fc.integer({ min: 0, max: 20 }),
      lengthMs: fc.integer({ min: 1, max: 24 }),
      jitter: wait(2 * HOUR_MS),
      attendance: fc.constantFrom(0.5, 1),
      activeFor: wait(4 * HOUR_MS),
      idleFor: wait(4 * HOUR_MS),
      atEnd: shares,
    })
    // Periods of a millisecond would make a run of nothing else.
    .filter(({ activeFor, idleFor }) => lengthOf(activeFor) >= MINUTE_MS && lengthOf(idleFor) >= MINUTE_MS)
    .map(({ userCount, usersPerHost, fromMs, lengthMs, atEnd, ...work }) =>
      remoteAppCollection({
        name: `collection ${number}`,
        userCount,
        usersPerHost,
        work: {
          ...WORK,
          ...work,
          fromMs: fromMs * HOUR_MS,
          toMs: (fromMs + lengthMs) * HOUR_MS,
          signOutShare: atEnd[0]!,
          disconnectShare: atEnd[1]!,
        },
      }),
    );

function lengthOf(distribution: Parameters<typeof JSON.stringify>[0]): number {
  return Math.max(...Object.values(distribution as object).filter((value) => typeof value === 'number'));
}

const action: fc.Arbitrary<Action> = fc
  .record({
    atMs: instant(HORIZON_MS).map((ms) => Math.max(1, ms)),
    remoteAppCollection: fc.nat(1),
    templateImage: fc.nat(1),
    graceMs: fc.constantFrom(0, 1, 10 * MINUTE_MS, HOUR_MS, 20 * HOUR_MS),
  })
  .map((changes) => ({
    ...changes,
    verb: 'updateCollection',
    policy: changes.graceMs === 0 ? 'signOutAtOnce' : 'grace',
  }));

const service = fc.record({
  idleTimeoutMs: fc.constantFrom(0, 30 * MINUTE_MS, 4 * HOUR_MS),
  disconnectedTimeoutMs: fc.constantFrom(0, HOUR_MS, 30 * HOUR_MS),
  updateFixedMs: fc.constantFrom(1, 30 * MINUTE_MS),
  signOutDelay: wait(2 * HOUR_MS),
  unsavedShare: fc.constantFrom(0, 0.5, 1),
  reconnectDelay: wait(20 * MINUTE_MS),
  signIn: wait(5 * MINUTE_MS),
});

const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    seed: fc.nat(99).map(String),
    collections: fc.tuple(collection(0), collection(1)),
    actions: fc.array(action, { maxLength: 6 }),
    service,
  })
  .map(({ seed, ...rest }) => office({ ...rest, scenario: { seed, horizonMs: HORIZON_MS } }));

const holds = (law: (scenario: Scenario) => void) =>
  fc.assert(fc.property(scenarios, law), { numRuns: 40, seed: 7 });

describe('in any RemoteApp collection', () => {
  it('a session is in one state, on hosts of one image, and none outlives the grace', () => {
    holds((scenario) => {
      const witness = new SessionWitness(scenario);
      for (let atMs = 0; atMs <= HORIZON_MS; atMs += STEP_MS) {
        witness.fleet.run(atMs);
        expect(witness.faults()).toEqual([]);
      }
    });
  });

  it('told users signed out in time, were signed off otherwise, or are still there', () => {
    holds((scenario) => {
      const witness = new SessionWitness(scenario);
      witness.fleet.run(HORIZON_MS);
      const result = witness.fleet.result();
      const told = totalOf(result, 'told', 0) + totalOf(result, 'told', 1);
      expect(told).toBe(witness.ended.get('told')! + witness.toldEndedOtherwise + witness.toldCount());
    });
  });

  it('every forced sign-off has a cause, and only active users are told or lose work', () => {
    holds((scenario) => {
      const result = resultOf(scenario);
      const { remoteAppSignOffs: rows } = result;
      const ends = (
        collection: number,
        causes: readonly string[],
        states: readonly string[] = SESSION_STATES,
      ) => {
        let count = 0;
        for (let row = 0; row < rows.length; row++) {
          const isOne =
            rows.get(row, 'remoteAppCollection') === collection &&
            causes.includes(SIGN_OFF_CAUSES[rows.get(row, 'cause')]!) &&
            states.includes(SESSION_STATES[rows.get(row, 'state')]!);
          if (isOne) count += rows.get(row, 'count');
        }
        return count;
      };
      for (const number of [0, 1]) {
        const total = (column: Parameters<typeof totalOf>[1]) => totalOf(result, column, number);
        const forced = ['graceEnded', 'atOnce'];
        expect(total('forcedOff')).toBe(ends(number, forced));
        expect(total('forcedOffActive')).toBe(ends(number, forced, ['active']));
        expect(total('signedOutInTime')).toBe(ends(number, ['told'], ['active']));
        expect(ends(number, ['told'], ['idle', 'disconnected'])).toBe(0);
        expect(total('workLost')).toBeLessThanOrEqual(total('forcedOffActive'));
        expect(total('reconnections')).toBeLessThanOrEqual(total('forcedOff') + total('signedOutInTime'));
      }
    });
  });

  it('the books of sessions balance over the intervals', () => {
    holds((scenario) => {
      const witness = new SessionWitness(scenario);
      witness.fleet.run(HORIZON_MS);
      const result = witness.fleet.result();
      const signIns = totalOf(result, 'signIns', 0) + totalOf(result, 'signIns', 1);
      const { remoteAppSignOffs: rows } = result;
      let signOffs = 0;
      for (let row = 0; row < rows.length; row++) signOffs += rows.get(row, 'count');
      const last = [0, 1].map((number) =>
        result.remoteAppCollections.get(result.remoteAppCollections.length - 2 + number, 'sessions'),
      );
      // What falls on instant 0 itself is before the measurement.
      const atZero = new SessionWitness(scenario);
      atZero.fleet.run(0);
      const zero = atZero.started - [...atZero.ended.values()].reduce((sum, count) => sum + count, 0);
      expect(last[0]! + last[1]!).toBe(witness.atStart + zero + signIns - signOffs);
    });
  });

  it('what hosts lack is the same by update as by interval', () => {
    holds((scenario) => {
      const result = resultOf(scenario);
      // MAY is in every image: only JUNE, released in the run, is ever lacking.
      expect(totalOf(result, 'exposedHostMs', 0)).toBe(updateRow(result, JUNE)!.exposedHostMs);
    });
  });
});

describe('the witness of sessions', () => {
  it('notices a session too many, a host too few, a state that does not fit and a grace that is outlived', () => {
    const noon = 12 * HOUR_MS;
    const at = () => {
      const witness = new SessionWitness(office({ users: 3 }));
      witness.fleet.run(noon);
      expect(witness.faults()).toEqual([]);
      return { witness, hosts: witness.fleet.parts.remoteApp!.hosts! };
    };
    const twice = at();
    twice.hosts.sets.sessions[0]!++;
    expect(twice.witness.faults()).not.toEqual([]);
    const fewer = at();
    fewer.hosts.sets.hosts[0] = 0;
    expect(fewer.witness.faults()).not.toEqual([]);
    const idle = at();
    idle.hosts.sessions.change(1, 'idle');
    expect(idle.witness.faults()).not.toEqual([]);
    const late = at();
    late.witness.updates.push({ collection: 0, policy: 'grace', leaveByMs: noon });
    expect(late.witness.faults()).not.toEqual([]);
    const lost = at();
    lost.witness.started++;
    expect(lost.witness.faults()).not.toEqual([]);
  });
});
