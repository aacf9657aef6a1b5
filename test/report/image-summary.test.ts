import { describe, expect, it } from 'vitest';
import {
  COLLECTION_UPDATE_OUTCOMES,
  type CollectionUpdateOutcome,
  EVENT_CAUSES,
  type EventCause,
  IMAGE_COLUMNS,
  IMAGING_COLUMNS,
  type ImageColumn,
  REMOTEAPP_COLLECTION_UPDATE_COLUMNS,
  REMOTEAPP_UPDATE_COLUMNS,
  SERVICING_STATUSES,
  SITE_EVENT_COLUMNS,
} from '../../src/model/results.ts';
import { colorsFor } from '../../src/report/summary/colors.ts';
import { displayWidth } from '../../src/report/summary/display-width.ts';
import { terminalSummary } from '../../src/report/summary/terminal.ts';
import {
  event,
  FIRST_MS,
  image,
  imageResult,
  imageScenario,
  LAST_MS,
  remoteAppCollection,
  templateImage,
} from './image-result.ts';
import { DAY_MS, HOUR_MS, resultOf, rowsOf, scenarioOf } from './run-result.ts';

const linesOf = (result = imageResult()) => terminalSummary(result, [], [], colorsFor(false)).split('\n');
/** The cells of the line that follows a head. */
const cellsBelow = (head: string, result = imageResult(), nth = 1) => {
  const lines = linesOf(result);
  const at = lines.findIndex((line) => line.startsWith(head));
  expect(at).toBeGreaterThanOrEqual(0);
  return lines[at + nth]!.split(/ {2,}/);
};
describe('The summary of a run with images', () => {
  it('says of each image how it stands at the end, what its servicing took on the drive and what was sent of it', () => {
    expect(cellsBelow('Images')).toEqual(['Golden', '3', '15 of 20', 'succeeded', '2', '1', '30.0', '98.5']);
    expect(cellsBelow('Images', imageResult(), 2)).toEqual([
      'Kiosk',
      '2',
      // Both have the version that was distributed, which is the one before.
      '0 of 2',
      'cancelled',
      '5',
      '0',
      '-',
      '8.0',
    ]);
  });

  it('names two images, the others it counts; one that was never imported stands nowhere', () => {
    const images = ['a', 'b', 'c', 'd'].map((name) => image(name));
    const result = resultOf({ scenario: imageScenario({ images }) });
    expect(linesOf(result).some((line) => line.startsWith('Images (and 2 more)'))).toBe(true);
    expect(cellsBelow('Images', result)).toEqual(['a', '-', '-', '-', '-', '-', '-', '0.0']);
  });

  const standing = (image: number, changes: Partial<Record<ImageColumn, number>>) => ({
    t: LAST_MS,
    image,
    version: 1,
    distributedVersion: 1,
    distributionPoints: 2,
    current: 2,
    sentBytes: 1e9 * image,
    ...changes,
  });

  it('names first the images that failed, that lack updates, that distribution points lack, then the most sent', () => {
    const images = ['sent', 'away', 'lacking', 'failed', 'given up'].map((name) => image(name));
    const failed = SERVICING_STATUSES.indexOf('failed');
    const first = (...rows: ReturnType<typeof standing>[]) => {
      const scenario = imageScenario({ images });
      const result = imageResult({ scenario, images: rowsOf(IMAGE_COLUMNS, rows) });
      return [cellsBelow('Images', result)[0], cellsBelow('Images', result, 2)[0]];
    };
    const sent = standing(0, { sentBytes: 9e12 });
    const away = standing(1, { current: 1 });
    const lacking = standing(2, { missing: 1 });
    expect(first(sent, away)).toEqual(['away', 'sent']);
    expect(first(sent, away, lacking)).toEqual(['lacking', 'away']);
    expect(first(sent, away, lacking, standing(3, { status: failed }))).toEqual(['failed', 'lacking']);
    expect(first(sent, lacking, standing(4, { failed: 1 }))).toEqual(['given up', 'lacking']);
  });

  it('adds up the images where it leaves some out, and only there', () => {
    const rows = [0, 1, 2].map((number) =>
      standing(number, { missing: 1, temporaryPeakBytes: 2e9 * number }),
    );
    rows[2]!.current = 1;
    const resultOf = (names: string[]) =>
      imageResult({
        scenario: imageScenario({ images: names.map((name) => image(name)) }),
        images: rowsOf(IMAGE_COLUMNS, rows.slice(0, names.length)),
      });
    expect(cellsBelow('Images', resultOf(['a', 'b', 'c']), 3)).toEqual([
      'all 3',
      `${2 + 2 + 1} of ${3 * 2}`,
      '3',
      '4.0',
      '3.0',
    ]);
    expect(linesOf(resultOf(['a', 'b'])).join()).not.toContain('all 2');
  });

  it('says which servicing failed and why, even where it is scheduled again', () => {
    const failed = (image: number, cause: EventCause) =>
      event('servicingFailed', LAST_MS, image, 0, { cause: EVENT_CAUSES.indexOf(cause) });
    const rows = [failed(1, 'diskFull'), failed(0, 'updateFailed'), failed(0, 'updateFailed')];
    const result = imageResult({ events: rowsOf(SITE_EVENT_COLUMNS, rows) });
    expect(linesOf(result)).toContain('Servicing failed: 3 (Golden updateFailed 2 · Kiosk diskFull 1)');
    expect(linesOf(imageResult({ events: rowsOf(SITE_EVENT_COLUMNS) })).join()).not.toContain(
      'Servicing failed',
    );
  });

  it('says how many machines wait for an image at the end, also when none was built', () => {
    const waiting = imageResult({
      imaging: rowsOf(IMAGING_COLUMNS, [
        { t: FIRST_MS, waiting: 9 },
        { t: LAST_MS, group: 0, waiting: 2 },
        { t: LAST_MS, group: 1, waiting: 1 },
      ]),
    });
    const lines = linesOf(waiting);
    const at = lines.indexOf('Machines built: none');
    expect(lines[at + 1]).toBe('          3 wait for the image at their distribution point');
    const one = imageResult({
      imaging: rowsOf(IMAGING_COLUMNS, [{ t: LAST_MS, completed: 1, requiredUpdates: 1, waiting: 1 }]),
    });
    expect(linesOf(one).join('\n')).toMatch(/lacking 1 update \(.*\n {10}1 waits for/);
  });

  it('says how many machines were built and what they lacked, if any were', () => {
    expect(linesOf()).toContain(
      'Machines built: 5, lacking 4 updates (1.4 GB); bytes of images to machines: 30.0 GB',
    );
    const none = imageResult({ imaging: rowsOf(IMAGING_COLUMNS, [{ started: 1, underWay: 1 }]) });
    expect(linesOf(none).join()).not.toContain('Machines built');
  });
});

const outcomes = (...of: [collection: number, outcome: CollectionUpdateOutcome, told: number][]) =>
  imageResult({
    remoteAppCollectionUpdates: rowsOf(
      REMOTEAPP_COLLECTION_UPDATE_COLUMNS,
      of.map(([remoteAppCollection, outcome, told]) => ({
        remoteAppCollection,
        outcome: COLLECTION_UPDATE_OUTCOMES.indexOf(outcome),
        told,
      })),
    ),
  });

describe('The summary of a run with RemoteApp collections', () => {
  const UPDATES_OF = 'Updates of  ';

  it('says what the updates of each did, how long hosts lacked updates, and when the last session without them ended', () => {
    const accounting = ['200', '80', '110', '60', '18', '9.0', '24', '20', '25.0'];
    expect(cellsBelow(UPDATES_OF)).toEqual(['Accounting', ...accounting]);
  });

  it('adds up the updates of the run, with the worst minute of all: noon and night, say', () => {
    const outcome = COLLECTION_UPDATE_OUTCOMES.indexOf('succeeded');
    const remoteAppCollectionUpdates = rowsOf(REMOTEAPP_COLLECTION_UPDATE_COLUMNS, [
      { outcome, told: 7, workLost: 1, lostMs: HOUR_MS, reconnectionsPerMinuteMax: 9 },
      { outcome, told: 5, workLost: 2, lostMs: HOUR_MS / 2, reconnectionsPerMinuteMax: 4 },
    ]);
    const cells = cellsBelow(UPDATES_OF, imageResult({ remoteAppCollectionUpdates }));
    expect([cells[1], cells[5], cells[6], cells[7]]).toEqual(['12', '3', '1.5', '9']);
  });

  it('says that the last session without an update is not over yet', () => {
    const open = { releasedMs: DAY_MS, inServiceMs: DAY_MS, lastSessionMs: -1 };
    const result = imageResult({ remoteAppUpdates: rowsOf(REMOTEAPP_UPDATE_COLUMNS, [open]) });
    expect(cellsBelow(UPDATES_OF, result).at(-1)).toBe('not yet');
  });

  it('has no figures of updates of a collection that had none that succeeded, whatever another one did', () => {
    const cells = cellsBelow(UPDATES_OF, outcomes([0, 'succeeded', 7], [1, 'waiting', 0]));
    expect(cells.slice(0, -2)).toEqual(['Sales', ...Array.from({ length: 7 }, () => '-')]);
    expect(cells.at(-2)).toBe('48');
  });

  it('names first the collections of which an update failed, then the costliest, and adds up what it leaves out', () => {
    const names = ['quiet', 'costly', 'failed'];
    const scenario = imageScenario({ remoteAppCollections: names.map(remoteAppCollection) });
    const [succeeded, failed] = (['succeeded', 'failed'] as const).map((outcome) =>
      COLLECTION_UPDATE_OUTCOMES.indexOf(outcome),
    );
    const remoteAppCollectionUpdates = rowsOf(REMOTEAPP_COLLECTION_UPDATE_COLUMNS, [
      { remoteAppCollection: 0, outcome: succeeded!, told: 5, lostMs: HOUR_MS },
      { remoteAppCollection: 1, outcome: succeeded!, told: 7, lostMs: 2 * HOUR_MS },
      { remoteAppCollection: 2, outcome: failed! },
    ]);
    const result = imageResult({ scenario, remoteAppCollectionUpdates });
    const head = 'Updates (and 1 more)';
    expect([1, 2, 3].map((nth) => cellsBelow(head, result, nth)[0])).toEqual(['failed', 'costly', 'all 3']);
    expect(cellsBelow(head, result, 3)[1]).toBe('12');
    expect(cellsBelow(head, result, 3)[6]).toBe('3.0');
  });
});

describe('Updates of RemoteApp collections that left them as they were', () => {
  it('are named when they failed', () => {
    const result = outcomes([0, 'failed', 0], [0, 'succeeded', 7], [0, 'failed', 0], [1, 'waiting', 0]);
    expect(linesOf(result)).toContain(
      'Updates of collections: failed 2 (Accounting 2), not ended 1 (Sales 1)',
    );
  });

  it('are named when they wait for an image or run at the end', () => {
    const result = outcomes([0, 'underWay', 0], [0, 'waiting', 0], [1, 'waiting', 0]);
    expect(linesOf(result)).toContain('Updates of collections: not ended 3 (Accounting 2 · Sales 1)');
    const over = outcomes([0, 'succeeded', 7], [1, 'replaced', 0], [1, 'succeeded', 2]);
    expect(linesOf(over).join()).not.toContain('Updates of collections');
  });
});

describe('A warning in the summary', () => {
  it('that is too long for its line says where the rest is', () => {
    const long = `links: ${'x'.repeat(90)} write another rate`;
    const lines = terminalSummary(imageResult(), [], [long, 'short'], colorsFor(false)).split('\n');
    const [first] = lines.filter((line) => line.startsWith('! '));
    expect(first).toMatch(/^! links: x+… \(log\.txt\)$/);
    expect(displayWidth(first!)).toBe(100);
    expect(lines).toContain('! short');
  });
});

describe('The summary of a run with images and collections', () => {
  it('fits one screen however much there is to say', () => {
    const long = (index: number) => `${index} ${'画像'.repeat(31)}`;
    const many = Array.from({ length: 30 }, (_, index) => long(index));
    const [april] = scenarioOf().deployments;
    const scenario = imageScenario({
      deployments: many.map((name) => ({ ...april!, name })),
      images: many.map((name) => image(name)),
      templateImages: many.map(templateImage),
      remoteAppCollections: many.map(remoteAppCollection),
    });
    const outcome = COLLECTION_UPDATE_OUTCOMES.indexOf('failed');
    const remoteAppCollectionUpdates = rowsOf(REMOTEAPP_COLLECTION_UPDATE_COLUMNS, [
      { outcome: COLLECTION_UPDATE_OUTCOMES.indexOf('succeeded') },
      ...many.map((_, collection) => ({ remoteAppCollection: collection, outcome })),
    ]);
    const result = imageResult({ scenario, remoteAppCollectionUpdates });
    const verdicts = many.map((text) => ({
      threshold: { metric: text, atMost: 1, text },
      value: 2,
      unit: 'scans',
      met: false,
    }));
    const lines = terminalSummary(result, verdicts, many, colorsFor(false)).split('\n');
    expect(lines.join('\n')).toContain('Updates (and 28 more)');
    // The line of the run, a blank one and the place of the results come on top.
    expect(lines.length).toBeLessThanOrEqual(40 - 3);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(100);
  });

  it('names neither in a run without them', () => {
    const text = linesOf(resultOf()).join('\n');
    for (const words of ['Images', 'Machines built', 'in time']) expect(text).not.toContain(words);
  });

  it('names only images, or only collections, where the scenario has only these', () => {
    const onlyImages = linesOf(
      imageResult({ scenario: imageScenario({ templateImages: [], remoteAppCollections: [] }) }),
    ).join('\n');
    expect(onlyImages).toContain('Images');
    expect(onlyImages).not.toContain('in time');
    const onlyCollections = linesOf(imageResult({ scenario: imageScenario({ images: [] }) })).join('\n');
    expect(onlyCollections).not.toContain('Images');
    expect(onlyCollections).toContain('in time');
  });
});
