import { describe, expect, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import { UPDATE_STATE_COLUMNS } from '../../src/model/results.ts';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import { Compliance } from '../../src/model/updates/update-states.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  HOUR_MS,
  MINUTE_MS,
  managementPoint,
  runFleet,
  SECOND_MS,
  smallScenario,
} from './small-fleet.ts';
import {
  hierarchy,
  LATENCY_MS,
  RATE,
  REPLICATION,
  SCAN_NOW,
  SCAN_NOW_MS,
  troubledHierarchy,
} from './small-hierarchy.ts';
import { instantOf, storyOf } from './story.ts';

const PACKAGE_MS = REPLICATION.fileIntervalMs;
const JUNE_SLOT = 1;

/** Messages in the inbox of the primary site, stored there, stored at the central administration site. */
function waysOf({ parts }: Fleet): string {
  const { arrivedCount, storedCount } = parts.messageMeasures;
  return `${arrivedCount} ${storedCount} ${storedAt(parts.central!.states, parts.clients.count)}`;
}

function storedAt(states: { stored(client: number, slot: number): Compliance }, count: number): number {
  let found = 0;
  for (let client = 0; client < count; client++) {
    if (states.stored(client, JUNE_SLOT) !== Compliance.unknown) found++;
  }
  return found;
}

const storyFrom = (scenario: Scenario) => storyOf(scenario, waysOf, SCAN_NOW_MS, SCAN_NOW_MS + HOUR_MS);
const transferMs = (bytes: number) => Math.ceil((bytes * 1000) / RATE);

describe('what a primary site has stored', () => {
  it('is at the central administration site one interval, one transfer and one way later', () => {
    const scenario = hierarchy();
    const story = storyFrom(scenario);
    const storedMs = instantOf(story, '1 1 0');
    const tickMs = Math.ceil(storedMs / REPLICATION.stateIntervalMs) * REPLICATION.stateIntervalMs;
    expect(instantOf(story, '1 1 1')).toBe(tickMs + transferMs(REPLICATION.messageBytes) + LATENCY_MS);
  });

  it('travels as one flow of as many bytes as its messages have together', () => {
    const count = 7;
    const scenario = hierarchy({ count }, whole(count));
    const story = storyFrom(scenario);
    const storedMs = instantOf(story, `${count} ${count} 0`);
    const tickMs = Math.ceil(storedMs / REPLICATION.stateIntervalMs) * REPLICATION.stateIntervalMs;
    const arrivedMs = tickMs + transferMs(count * REPLICATION.messageBytes) + LATENCY_MS;
    expect(instantOf(story, `${count} ${count} ${count}`)).toBe(arrivedMs);
  });

  it('waits while the link is down, and arrives at the first tick after that', () => {
    const link = { role: 'link', index: 1 } as const;
    const storedMs = instantOf(storyFrom(hierarchy()), '1 1 0');
    const restoreMs = storedMs + 20 * MINUTE_MS;
    const actions: readonly Action[] = [
      SCAN_NOW,
      { verb: 'outage', atMs: storedMs, target: link },
      { verb: 'restore', atMs: restoreMs, target: link },
    ];
    const story = storyFrom(hierarchy({}, { actions }));
    const tickMs = Math.ceil(restoreMs / REPLICATION.stateIntervalMs) * REPLICATION.stateIntervalMs;
    expect(instantOf(story, '1 1 1')).toBe(tickMs + transferMs(REPLICATION.messageBytes) + LATENCY_MS);
  });

  it('is there almost at once where nothing delays it: both databases then agree', () => {
    const count = 20;
    const scenario = hierarchy(
      { count, primaryLocation: 0, north: { stateIntervalMs: 1 } },
      { deployments: [deployment()], horizonMs: 10 * DAY_MS },
    );
    const fleet = new Fleet(scenario, 0);
    for (let atMs = 0; atMs < scenario.horizonMs; atMs += HOUR_MS) {
      fleet.run(atMs);
      const { known, central, stateReplication } = fleet.parts;
      if (stateReplication.backlogCount > 0) continue;
      for (let client = 0; client < count; client++) {
        for (const slot of [0, 1])
          expect(central!.states.stored(client, slot)).toBe(known.stored(client, slot));
      }
    }
    const { database, central } = fleet.parts;
    expect(database.compliantCount(0)).toBe(count);
    expect(central!.compliantCount(0)).toBe(count);
  });

  it('is never news to a central administration site: it knows nothing that the primary site does not', () => {
    const scenario = hierarchy({ count: 20 }, { deployments: [deployment()], horizonMs: 10 * DAY_MS });
    const fleet = new Fleet(scenario, 0);
    let behind = 0;
    for (let atMs = 0; atMs < scenario.horizonMs; atMs += 3 * MINUTE_MS) {
      fleet.run(atMs);
      const { known, central } = fleet.parts;
      const [below, above] = [storedAt(known, 20), storedAt(central!.states, 20)];
      expect(above).toBeLessThanOrEqual(below);
      if (above < below) behind++;
    }
    expect(behind).toBeGreaterThan(0);
  });
});

describe('the files of a secondary site', () => {
  it.each([MINUTE_MS, 17 * MINUTE_MS])(
    'leave as a package %i ms after the first, and take the link between the sites',
    (fileIntervalMs) => {
      const scenario = hierarchy({ atBranch: true, branch: { fileIntervalMs } });
      const atPoint = ({ parts }: Fleet) =>
        `${parts.files.waitingCount[2]} ${parts.messageMeasures.arrivedCount}`;
      const story = storyOf(scenario, atPoint, SCAN_NOW_MS, SCAN_NOW_MS + HOUR_MS);
      const waitingMs = instantOf(story, '1 0');
      const bytes = REPLICATION.messageBytes;
      // Branch and north each have a link: both latencies count, one link holds the transfer.
      const arrivedMs = waitingMs + fileIntervalMs + transferMs(bytes) + 2 * LATENCY_MS;
      expect(instantOf(story, '0 1')).toBe(arrivedMs);
    },
  );

  it('wait at the secondary site while the link is down, a minute at a time', () => {
    const atPoint = ({ parts }: Fleet) =>
      `${parts.files.waitingCount[2]} ${parts.messageMeasures.arrivedCount}`;
    const link = { role: 'link', index: 1 } as const;
    const story = storyOf(hierarchy({ atBranch: true }), atPoint, SCAN_NOW_MS, SCAN_NOW_MS + HOUR_MS);
    const waitingMs = instantOf(story, '1 0');
    const actions: readonly Action[] = [
      SCAN_NOW,
      { verb: 'outage', atMs: waitingMs + 1, target: link },
      { verb: 'restore', atMs: waitingMs + 4.5 * MINUTE_MS, target: link },
    ];
    const later = storyOf(
      hierarchy({ atBranch: true }, { actions }),
      atPoint,
      SCAN_NOW_MS,
      SCAN_NOW_MS + HOUR_MS,
    );
    const sentMs = waitingMs + 5 * PACKAGE_MS;
    expect(instantOf(later, '0 1')).toBe(sentMs + transferMs(REPLICATION.messageBytes) + 2 * LATENCY_MS);
  });

  it('are all stored in the end, each once, in the order of each client', () => {
    const count = 30;
    const scenario = hierarchy(
      { atBranch: true, count },
      { deployments: [deployment()], horizonMs: 10 * DAY_MS },
    );
    const { parts } = runFleet(scenario);
    const { raisedCount, storedCount } = parts.messageMeasures;
    expect(raisedCount).toBeGreaterThanOrEqual(3 * count);
    expect(storedCount).toBe(raisedCount);
    for (let client = 0; client < count; client++) {
      for (const slot of [0, 1]) {
        expect(parts.known.stored(client, slot)).toBe(parts.truth.known(client, slot));
        expect(parts.central!.states.stored(client, slot)).toBe(parts.known.stored(client, slot));
      }
    }
  });
});

describe('the compliance table of a hierarchy', () => {
  it('has a row of each site that has the group in its database, the upper one behind the lower', () => {
    const scenario = hierarchy(
      { count: 20, north: { stateIntervalMs: 3 * HOUR_MS } },
      { deployments: [deployment()], horizonMs: 10 * DAY_MS },
    );
    const { compliance, coverage } = runFleet(scenario).result();
    let behind = 0;
    for (let row = 0; row < compliance.length; row += 2) {
      expect([compliance.get(row, 'site'), compliance.get(row, 'belowTop')]).toEqual([1, 1]);
      expect([compliance.get(row + 1, 'site'), compliance.get(row + 1, 'belowTop')]).toEqual([0, 0]);
      expect(compliance.get(row, 't')).toBe(compliance.get(row + 1, 't'));
      if (compliance.get(row + 1, 'storedCompliant') < compliance.get(row, 'storedCompliant')) behind++;
      expect(compliance.get(row, 'actualCompliant')).toBe(compliance.get(row + 1, 'actualCompliant'));
    }
    expect(behind).toBeGreaterThan(0);
    const last = compliance.length - 1;
    expect(compliance.get(last, 'storedCompliant')).toBe(20);
    expect(compliance.get(last, 'shownCompliant')).toBe(20);
    // Coverage by stored state is that of the top: reached with a tick of the replication.
    const reachedMs = coverage.get(2 * 4 + 3, 'reachedMs');
    const tickMs = Math.floor(reachedMs / (3 * HOUR_MS)) * 3 * HOUR_MS;
    expect(reachedMs - tickMs).toBeLessThan(5 * MINUTE_MS);
  });

  it('shows at each site what the last summary at its own interval found', () => {
    const scenario = hierarchy(
      { count: 20, north: { stateIntervalMs: SECOND_MS }, primaryLocation: 0 },
      {
        deployments: [deployment()],
        horizonMs: 10 * DAY_MS,
        output: { intervalMs: 30 * MINUTE_MS, clients: false, servicingLog: false },
      },
    );
    const { compliance } = runFleet(scenario).result();
    let ahead = 0;
    for (let row = 0; row < compliance.length; row += 2) {
      // Summaries of the central site come every half hour, those of the primary site every hour.
      if (compliance.get(row + 1, 'shownCompliant') > compliance.get(row, 'shownCompliant')) ahead++;
    }
    expect(ahead).toBeGreaterThan(0);
  });
});

describe('a hierarchy', () => {
  it('can be saved with state on its way and run on', () => {
    const scenario = hierarchy(
      { atBranch: true, count: 10 },
      { deployments: [deployment()], horizonMs: 8 * DAY_MS },
    );
    const whole = runFleet(scenario).result();
    for (const atMs of [SCAN_NOW_MS + 10 * MINUTE_MS, 5 * DAY_MS + 13 * HOUR_MS]) {
      const other = new Fleet(scenario, 0);
      other.restore(runFleet(scenario, atMs).save());
      other.run(scenario.horizonMs);
      expect(other.result().fingerprint).toBe(whole.fingerprint);
      expect(other.result().compliance.values).toEqual(whole.compliance.values);
    }
  });
});

/** Servers that let all files of `count` clients through within one interval of the replication. */
function whole(count: number): Pick<Scenario, 'managementPoints' | 'clientSettings'> {
  const base = smallScenario();
  return {
    managementPoints: [
      managementPoint({ site: 1, location: 1, servers: count, request: fixed(1), fileMoverMs: 0 }),
      managementPoint({ name: 'MP2', site: 2, location: 2 }),
    ],
    clientSettings: { ...base.clientSettings, scanIntervalMs: 100_000 * DAY_MS, stateCycleMs: SECOND_MS },
  };
}

describe('a hierarchy in trouble', () => {
  it('shows every reason of the seed in its rows, damaged files and gaps that a report closes', () => {
    const { updateStates, stateMessages } = runFleet(troubledHierarchy()).result();
    const seen = new Set<string>();
    for (let row = 0; row < updateStates.length; row++) {
      for (const column of UPDATE_STATE_COLUMNS) if (updateStates.get(row, column) > 0) seen.add(column);
    }
    // Nothing is replaced or expires here.
    const missing = UPDATE_STATE_COLUMNS.filter((column) => !seen.has(column));
    expect(missing).toEqual(['notRequired', 'noLongerRequiredNotYetStored', 'shownNotRequired']);
    const total = (column: 'corruptFiles' | 'lost' | 'resyncsRequested' | 'resyncsDone') => {
      let sum = 0;
      for (let row = 0; row < stateMessages.length; row++) sum += stateMessages.get(row, column);
      return sum;
    };
    expect(total('corruptFiles')).toBeGreaterThan(0);
    expect(total('lost')).toBeGreaterThanOrEqual(total('corruptFiles'));
    expect(total('resyncsDone')).toBeGreaterThan(0);
    expect(total('resyncsRequested')).toBeGreaterThanOrEqual(total('resyncsDone'));
  });
});

describe('a stand-alone primary site', () => {
  it('keeps no second table', () => {
    const { parts } = runFleet(smallScenario(), DAY_MS);
    expect(parts.central).toBe(null);
  });
});
