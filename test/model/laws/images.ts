import { INCREMENTS_MAX } from '../../../src/model/images/distributed-images.ts';
import { Step } from '../../../src/model/images/servicing-runs.ts';
import { Turn } from '../../../src/model/images/servicing-turns.ts';
import {
  IMAGE_UPDATE_OUTCOMES,
  type ImageUpdateOutcome,
  SERVICING_STATUSES,
  SITE_EVENTS,
} from '../../../src/model/results.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import { isActive } from '../../../src/model/updates/catalog.ts';
import { Actual } from '../../../src/model/updates/update-states.ts';
import { type Law, rowsOf, type Story, sumOf } from './story.ts';

/** Images of operating systems: how they are serviced, where they come to, what comes from them. */
export const IMAGE_LAWS: readonly Law[] = [
  {
    number: 34,
    text: 'Bytes that distribution points received of an image are those of the versions that arrived, whole or by their differences, and of what was broken off.',
    broken: wrongBytes,
  },
  {
    number: 35,
    text: 'An update is applied to an image at most once, and what is applied is what the image has.',
    broken: wrongContents,
  },
  {
    number: 36,
    text: 'Nothing of a run of servicing is in the image unless the run has succeeded.',
    broken: halfRuns,
  },
  {
    number: 37,
    text: 'A site server services one image at a time; its temporary files never exceed the drive, and are gone between runs.',
    broken: wrongRoom,
  },
  {
    number: 38,
    text: 'A machine that comes from an image has exactly the updates of the version that was at its distribution point as the transfer began.',
    broken: wrongMachines,
  },
];

/** An image is one file: it goes whole, or as what changed in it, five times after each whole one (MA-BDR). */
function* wrongBytes({ scenario, fleet, witness, result }: Story): Iterable<string> {
  const { imageContents, imageDistribution } = fleet.parts;
  const { arrivals, brokenOffBytes } = witness.images;
  for (const [image, { name, sendsDifferences }] of scenario.images.entries()) {
    const increments = scenario.distributionPoints.map(() => 0);
    let expected = brokenOffBytes[image]!;
    for (const { point, from, to } of arrivals.filter((each) => each.image === image)) {
      const wholeBytes = imageContents.sizeOf(image, to);
      const isPushed = scenario.distributionPoints[point]!.delivery.kind === 'sent';
      const isWhole = from === 0 || !sendsDifferences || !isPushed || increments[point] === INCREMENTS_MAX;
      increments[point] = isWhole ? 0 : increments[point]! + 1;
      expected += isWhole ? wholeBytes : Math.min(wholeBytes, imageContents.changedBetween(image, from, to));
    }
    const since = imageDistribution.sentBytes[image]!;
    const sent = since + sumOf(result.images, 'sentBytes', (row) => row('image') === image);
    if (sent !== expected) yield `${name}: ${sent} bytes received instead of ${expected}`;
  }
}

/** What became of the updates of runs of an image. */
function outcomesOf({ result }: Story, image: number) {
  return rowsOf(result.imageUpdates)
    .filter((row) => row('image') === image)
    .map((row) => ({
      atMs: row('t'),
      update: row('update'),
      version: row('version'),
      outcome: IMAGE_UPDATE_OUTCOMES[row('outcome')]! as ImageUpdateOutcome,
    }));
}

function* wrongContents(story: Story): Iterable<string> {
  const { scenario, fleet } = story;
  const { imageContents } = fleet.parts;
  for (const [image, { name, updates, candidates }] of scenario.images.entries()) {
    if (imageContents.version[image] === 0) continue;
    const came = new Map<number, number>();
    for (const { update, version, outcome } of outcomesOf(story, image)) {
      if (outcome === 'imported' && !updates.includes(update))
        yield `${name}: update ${update} was not in it`;
      if (outcome !== 'applied' && outcome !== 'imported') continue;
      if (came.has(update)) yield `${name}: update ${update} is applied twice`;
      if (!candidates.includes(update)) yield `${name}: update ${update} is for others`;
      came.set(update, version);
    }
    for (const update of scenario.catalog.updates.keys()) {
      const since = imageContents.since[image * scenario.catalog.updates.length + update]!;
      if (since !== (came.get(update) ?? 0)) yield `${name}: update ${update} since version ${since}`;
    }
  }
}

function* halfRuns(story: Story): Iterable<string> {
  const { scenario, fleet, result } = story;
  const { imageContents, servicingRuns, servicingTurns } = fleet.parts;
  const succeededAt = (image: number) =>
    rowsOf(result.events)
      .filter((row) => SITE_EVENTS[row('code')] === 'servicingSucceeded' && row('subject') === image)
      .map((row) => row('t'));
  for (const [image, { name }] of scenario.images.entries()) {
    const succeeded = succeededAt(image);
    const versions = new Set<number>();
    const ofRuns = outcomesOf(story, image).filter(({ outcome }) => outcome !== 'imported');
    for (const { atMs, update, version, outcome } of ofRuns) {
      const isWhole = succeeded.includes(atMs);
      const isLeft = outcome === 'discarded' || outcome === 'notReached';
      if (
        (outcome === 'applied' && !isWhole) ||
        (isLeft && isWhole) ||
        (version > 0 && outcome !== 'applied')
      )
        yield `${name}: update ${update} ${outcome} at ${atMs}`;
      if (version > 0) versions.add(version);
    }
    const expected = imageContents.version[image] === 0 ? 0 : 1 + versions.size;
    if (imageContents.version[image] !== expected)
      yield `${name}: version ${imageContents.version[image]}, by its runs ${expected}`;
    if (!servicingRuns.isRunning(image)) continue;
    for (const turn of Object.values(Turn).slice(1)) {
      const early = servicingTurns.at(image, turn).filter((update) => imageContents.has(image, update));
      if (early.length > 0) yield `${name} has ${early} before the end of the run`;
    }
  }
}

function* wrongRoom({ scenario, fleet, result }: Story): Iterable<string> {
  const { servicing, servicingRuns, servicingRoom, imageContents } = fleet.parts;
  const freeBytesOf = (image: number) =>
    scenario.sites[scenario.images[image]!.site]!.servicingDrive.freeBytes;
  const inProgress = SERVICING_STATUSES.indexOf('inProgress');
  const runningAt = scenario.sites.map(() => 0);
  for (const [image, { name, site }] of scenario.images.entries()) {
    const isRunning = servicingRuns.isRunning(image);
    const bytes = servicingRoom.bytes[image]!;
    if (isRunning) runningAt[site]!++;
    if (isRunning !== (servicing.running[site] === image)) yield `${name}: its site services another image`;
    if (isRunning !== (servicing.status[image] === inProgress))
      yield `${name}: status ${servicing.status[image]}`;
    if (!isRunning && bytes > 0) yield `${name}: ${bytes} bytes without a run`;
    const hasCopy = isRunning && servicingRuns.step[image]! >= Step.copyingImage;
    if (hasCopy && bytes < imageContents.sizeOf(image)) yield `${name}: ${bytes} bytes with a copy`;
    const peakBytes = servicingRoom.peakBytes[image]!;
    if (bytes > peakBytes || peakBytes > freeBytesOf(image)) yield `${name}: ${bytes} of ${peakBytes} bytes`;
  }
  for (const [site, count] of runningAt.entries())
    if (count > 1) yield `site ${site}: ${count} runs at a time`;
  for (const row of rowsOf(result.images)) {
    const isRest = row('status') !== inProgress && row('temporaryBytes') > 0;
    if (isRest || row('temporaryPeakBytes') > freeBytesOf(row('image'))) yield `row at ${row('t')}`;
  }
}

function* wrongMachines({ scenario, fleet, witness }: Story): Iterable<string> {
  const { clients, index, imageContents } = fleet.parts;
  const { updates } = scenario.catalog;
  const replaced = updates.map((_, update) => replacedBy(scenario, update));
  for (const { atMs, client, image, version, updates: states } of witness.images.built) {
    const ofProduct = index.updatesOfProduct[clients.productOf(client)]!;
    const held = ofProduct.filter((update) => imageContents.has(image, update, version));
    for (const [slot, update] of ofProduct.entries()) {
      const isReplaced = held.some((other) => replaced[other]!.has(update));
      const isRequired = !isReplaced && isActive(updates[update]!, atMs);
      const without = isRequired ? Actual.required : Actual.notRequired;
      const expected = held.includes(update) && !isReplaced ? Actual.installed : without;
      if (states[slot] !== expected)
        yield `client ${client} of version ${version}: update ${update} is ${states[slot]}`;
    }
  }
}

/** The updates that one replaces, directly or through others. */
function replacedBy({ catalog: { updates } }: Scenario, update: number): Set<number> {
  const { supersedes } = updates[update]!;
  return new Set(
    supersedes.flatMap((each) => [each, ...replacedBy({ catalog: { updates } } as Scenario, each)]),
  );
}
