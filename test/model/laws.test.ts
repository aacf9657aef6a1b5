import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { messageOf } from '../../src/model/client/message-pool.ts';
import { Use } from '../../src/model/content/network.ts';
import { Fleet } from '../../src/model/fleet.ts';
import {
  IMAGE_UPDATE_OUTCOMES,
  SERVICING_LOG_LINES,
  SIGN_OFF_CAUSES,
  SITE_EVENTS,
} from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { Topic } from '../../src/model/topics.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import { ROOT } from '../scenario/loading.ts';
import { imageScenario, JUNE_CU, NET, STACK, WIZARD_MS, wizard } from './images/servicing-fleet.ts';
import { brokenLaws, LAWS, type Story, storyOf } from './laws/index.ts';
import { rowsOf } from './laws/story.ts';
import { mixedHierarchy, mixedScenario } from './mixed-fleet.ts';
import { withImages } from './mixed-images.ts';
import { loadShipped, SHIPPED, scaledDown } from './shipped.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, smallScenario } from './small-fleet.ts';
import { troubledHierarchy } from './small-hierarchy.ts';
import { Witness } from './witness.ts';

/** A scenario that we ship, made small, and measured from its start: the witness counts from there. */
function shippedScenario(file: string): Scenario {
  return { ...scaledDown(loadShipped(file).scenario, 400), measureFromMs: 0 };
}

/** The laws broken at any of `count` instants spread over the run, the horizon among them. */
function brokenAlongTheWay(scenario: Scenario, count: number): Map<number, string[]> {
  const fleet = new Fleet(scenario, 0);
  const witness = new Witness(fleet);
  const broken = new Map<number, string[]>(LAWS.map(({ number }) => [number, []]));
  for (let index = 1; index <= count; index++) {
    fleet.run(Math.floor((scenario.horizonMs * index) / count));
    const story = storyOf(scenario, fleet, witness);
    for (const { number, broken: find } of LAWS) broken.get(number)!.push(...[...find(story)].slice(0, 3));
  }
  return broken;
}

const FLEETS: readonly (readonly [name: string, scenario: Scenario, instantCount: number])[] = [
  ['a fleet with every absence, refusals and outages', mixedScenario(), 29],
  [
    'the same fleet from its enrolment on',
    mixedScenario({ initial: { mode: 'enrolment', patchedShareByLag: [0.5, 0.5] } }),
    13,
  ],
  ['the same fleet by the documents of 2023', mixedScenario({ profile: 'cb2303' }), 13],
  ['a hierarchy with damaged files and outages', troubledHierarchy(), 41],
  ['the same fleet in a hierarchy of sites', mixedHierarchy(), 29],
  ['the same fleet with images and RemoteApp collections', withImages(mixedScenario()), 41],
  ['the same fleet with images and RemoteApp collections in a hierarchy', withImages(mixedHierarchy()), 29],
  ...SHIPPED.map((file) => [`${file} with some four hundred clients`, shippedScenario(file), 7] as const),
];

for (const [name, scenario, instantCount] of FLEETS) {
  describe(`In ${name}`, () => {
    const broken = brokenAlongTheWay(scenario, instantCount);
    for (const { number, text } of LAWS) {
      it(`law ${number} holds: ${text}`, () => {
        expect(broken.get(number)).toEqual([]);
      });
    }
  });
}

describe('The mixed fleet', () => {
  it('goes through all that the laws are about', () => {
    const scenario = mixedScenario();
    const fleet = new Fleet(scenario, 0);
    const witness = new Witness(fleet);
    fleet.run(scenario.horizonMs);
    const { result, state } = storyOf(scenario, fleet, witness);
    const outcomes = new Set<number>();
    const causes = new Set<number>();
    for (let row = 0; row < result.scans.length; row++) outcomes.add(result.scans.get(row, 'outcome'));
    for (let row = 0; row < result.restarts.length; row++) causes.add(result.restarts.get(row, 'cause'));
    expect([...outcomes].sort((x, y) => x - y)).toEqual([0, 1, 2, 3, 4, 6]);
    expect([...causes].sort((x, y) => x - y)).toEqual([0, 1, 2, 3]);
    const ways = new Set(witness.transitions.map(({ from, to }) => `${from} ${to}`));
    expect([...ways].sort()).toEqual(['0 1', '1 0', '1 2', '2 0', '2 3', '2 4', '3 4']);
    expect(fleet.parts.messageMeasures.refusedBatchCount).toBeGreaterThan(0);
    const used = [Use.download, Use.metadata, Use.distribution, Use.internet, Use.synchronization];
    expect(used.every((use) => witness.traffic[use]!.deliveredBytes > 0)).toBe(true);
    expect(witness.traffic[0]!.savedBytes).toBeGreaterThan(0);
    expect(state.size).toBeGreaterThan(50);
  });
});

describe('The mixed fleet with images and RemoteApp collections', () => {
  it('goes through all that the laws of these are about', () => {
    const scenario = withImages(mixedScenario());
    const fleet = new Fleet(scenario, 0);
    const { images, sessions } = new Witness(fleet);
    fleet.run(scenario.horizonMs);
    const { events, imageUpdates, servicingLog } = fleet.result();
    const seen = new Set([
      ...rowsOf(events).map((row) => SITE_EVENTS[row('code')]),
      ...rowsOf(imageUpdates).map((row) => IMAGE_UPDATE_OUTCOMES[row('outcome')]),
      ...rowsOf(servicingLog!).map((row) => SERVICING_LOG_LINES[row('line')]),
      ...sessions!.signOffs.map(({ cause }) => cause),
    ]);
    const wanted = [
      ...['imageImported', 'servicingSucceeded', 'servicingFailed', 'servicingCancelled', 'imageChosen'],
      ...IMAGE_UPDATE_OUTCOMES.filter((outcome) => outcome !== 'notSupported'),
      ...['diskFull', 'oldVersionRemoved', 'exporting'],
      ...['templateImageReady', 'collectionUpdateWaits', 'collectionUpdated', 'collectionUpdateFailed'],
      ...SIGN_OFF_CAUSES,
    ];
    expect(wanted.filter((what) => !seen.has(what as never))).toEqual([]);
    const isDifference = ({ from, image }: { readonly from: number; readonly image: number }) =>
      from > 0 && scenario.images[image]!.sendsDifferences;
    expect(images.arrivals.filter(isDifference).length).toBeGreaterThan(0);
    expect(new Set(images.built.map(({ image }) => image)).size).toBe(scenario.images.length);
    expect(new Set(images.built.map(({ version }) => version)).size).toBeGreaterThan(1);
  });
});

describe('The laws', () => {
  it('stand in docs/invariants.md word for word', () => {
    const text = readFileSync(`${ROOT}docs/invariants.md`, 'utf8').replaceAll('`', '');
    const missing = LAWS.filter((law) => !text.includes(`${law.number}. **${law.text}**`));
    expect(missing.map(({ number }) => number)).toEqual([]);
    expect(LAWS.map(({ number }) => number)).toEqual(LAWS.map((_, index) => index + 1));
  });
});

/** A fleet in the middle of its month, and something wrong with it. */
function damaged(damage: (story: Story) => void, atMs = 5 * DAY_MS + 12 * HOUR_MS + 500): string[] {
  const scenario = smallScenario({ horizonMs: 6 * DAY_MS });
  const groups = [{ ...scenario.groups[0]!, count: 20 }];
  const fleet = new Fleet({ ...scenario, groups }, 0);
  const witness = new Witness(fleet);
  fleet.run(atMs);
  const story = storyOf({ ...scenario, groups }, fleet, witness);
  expect(brokenLaws(story)).toEqual([]);
  damage(story);
  return [...new Set(brokenLaws(storyOf(story.scenario, fleet, witness)).map((what) => what.split(':')[0]!))];
}

/** An image in the middle of a run, a minute after the image was mounted, and something wrong with it. */
function damagedImage(damage: (story: Story) => void): string[] {
  const scenario = imageScenario([wizard({ updates: [JUNE_CU, STACK] })]);
  const fleet = new Fleet(scenario, 0);
  const witness = new Witness(fleet);
  fleet.run(WIZARD_MS + 5 * MINUTE_MS);
  expect(fleet.parts.servicingRuns.isRunning(0)).toBe(true);
  expect(brokenLaws(storyOf(scenario, fleet, witness))).toEqual([]);
  damage(storyOf(scenario, fleet, witness));
  return [...new Set(brokenLaws(storyOf(scenario, fleet, witness)).map((what) => what.split(':')[0]!))];
}

describe('The check of the laws', () => {
  it('notices time that went back', () => {
    expect(damaged(({ witness }) => witness.instants.reverse())).toContain('law 1');
  });

  it('notices an update that was installed by itself', () => {
    const broken = damaged(({ fleet }) => fleet.parts.truth.setActual(3, 1, Actual.installed), 4 * DAY_MS);
    expect(broken).toEqual(expect.arrayContaining(['law 5', 'law 6', 'law 15', 'law 19']));
  });

  it('notices a state that was changed behind the back of the machine', () => {
    const broken = damaged(({ fleet }) =>
      Object.getPrototypeOf(fleet.parts.truth).setActual.call(fleet.parts.truth, 3, 1, 0),
    );
    expect(broken).toEqual(expect.arrayContaining(['law 2', 'law 3', 'law 15']));
  });

  it('notices a scan that holds nothing, and a restart of half a machine', () => {
    expect(damaged(({ fleet }) => fleet.parts.scans.stage.fill(2, 4, 5))).toEqual(
      expect.arrayContaining(['law 4', 'law 8']),
    );
    expect(damaged(({ fleet }) => fleet.parts.machines.restarting.fill(1, 4, 5))).toEqual(
      expect.arrayContaining(['law 4', 'law 7']),
    );
  });

  it('notices bytes and messages that got lost', () => {
    expect(damaged(({ fleet }) => fleet.parts.downloads.downloadedBytes.fill(1, 4, 5))).toEqual(['law 10']);
    expect(
      damaged(({ witness }) => {
        witness.traffic[0]!.deliveredBytes += 1;
      }),
    ).toContain('law 9');
    expect(
      damaged(({ fleet }) => {
        fleet.parts.messageMeasures.raisedCount += 1;
      }),
    ).toContain('law 11');
  });

  it('notices what was stored without a message, and what was stored otherwise than known', () => {
    const broken = damaged(({ fleet }) => fleet.parts.known.store(4, 1, Compliance.installed, false));
    expect(broken).toEqual(expect.arrayContaining(['law 11', 'law 12', 'law 13', 'law 15']));
  });

  it('notices a client that knows what it cannot know', () => {
    expect(damaged(({ fleet }) => fleet.parts.scans.metadataVersion.fill(0, 4, 5))).toContain('law 14');
    expect(damaged(({ fleet }) => fleet.parts.scans.metadataVersion.fill(9, 4, 5))).toContain('law 14');
  });

  it('notices summaries, restarts, scans and downloads that were never there', () => {
    expect(damaged(({ fleet }) => fleet.parts.summaries.compliantCount.fill(7))).toContain('law 16');
    expect(damaged(({ fleet }) => fleet.parts.restart.count.fill(1, 4, 5))).toEqual(['law 20']);
    expect(damaged(({ fleet }) => fleet.parts.scanMeasures.count(0, 0, 'started'))).toEqual(['law 21']);
    expect(damaged(({ fleet }) => fleet.parts.downloadMeasures.started(0))).toEqual(['law 22']);
  });

  it('notices a database that is ahead of everything, and a policy that is ahead of its servers', () => {
    expect(damaged(({ fleet }) => fleet.parts.versions.stored.fill(9))).toContain('law 27');
    expect(damaged(({ fleet }) => fleet.parts.updatePoints.version.fill(0))).toContain('law 28');
  });

  it('notices idle talk about a deployment, and states that nobody reported', () => {
    const idle = { client: 0, topic: 0, subject: 0, state: 1, restartPending: false } as const;
    expect(damaged(({ witness }) => witness.raised.push({ atMs: 0, ...idle }))).toContain('law 24');
    expect(damaged(({ fleet }) => fleet.parts.enforcementDatabase.clientCount.fill(3))).toEqual(['law 25']);
    expect(damaged(({ fleet }) => fleet.parts.enforcementDatabase.status.clientCount.fill(5))).toEqual([
      'law 29',
    ]);
    const unheard = messageOf(Topic.deploymentCompliance, 0, 1);
    const broken = damaged(({ fleet }) => {
      const { enforcementDatabase } = fleet.parts;
      Object.getPrototypeOf(enforcementDatabase).store.call(enforcementDatabase, 4, unheard);
    });
    expect(broken).toEqual(['law 25', 'law 29']);
  });

  it('notices a file that no package brought, and a transfer that nobody counts', () => {
    expect(damaged(({ fleet }) => fleet.parts.pointLibraries.add(0, 1))).toEqual(['law 30']);
    expect(damaged(({ fleet }) => fleet.parts.siteLibraries.add(0, 0))).toEqual(['law 30']);
    expect(damaged(({ fleet }) => fleet.parts.distributionManager.stage.fill(2))).toContain('law 31');
  });

  it('notices an image that got what no run brought, and half a run in it', () => {
    expect(damagedImage(({ fleet }) => fleet.parts.imageContents.since.fill(1, NET, NET + 1))).toEqual([
      'law 35',
    ]);
    expect(damagedImage(({ fleet }) => fleet.parts.imageContents.since.fill(1, JUNE_CU, STACK))).toEqual([
      'law 35',
      'law 36',
    ]);
    expect(damagedImage(({ fleet }) => fleet.parts.imageContents.version.fill(2))).toEqual(['law 36']);
  });

  it('notices bytes of images, temporary files and machines that came from nowhere', () => {
    const arrival = { image: 0, point: 0, from: 0, to: 1 };
    expect(damagedImage(({ witness }) => witness.images.arrivals.push(arrival))).toEqual(['law 34']);
    expect(damagedImage(({ fleet }) => fleet.parts.servicingRoom.bytes.fill(1))).toEqual(['law 37']);
    expect(damagedImage(({ fleet }) => fleet.parts.servicing.running.fill(-1))).toEqual(['law 37']);
    const joined = { atMs: 0, client: 0, image: 0, version: 1, updates: [4, 0, 0, 0, 0] };
    expect(damagedImage(({ witness }) => witness.images.built.push(joined as never))).toEqual(['law 38']);
  });

  it('notices coverage, times and intervals that do not add up', () => {
    expect(damaged(({ fleet }) => fleet.parts.measures.actual.reachedMs.fill(3))).toContain('law 17');
    expect(damaged(({ fleet }) => fleet.parts.measures.compliantAtReleaseCount.fill(21))).toContain('law 18');
  });
});
