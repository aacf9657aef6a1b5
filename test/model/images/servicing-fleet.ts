import type { Fleet } from '../../../src/model/fleet.ts';
import {
  IMAGE_UPDATE_OUTCOMES,
  SERVICING_LOG_LINES,
  SERVICING_STATUSES,
  SITE_EVENTS,
} from '../../../src/model/results.ts';
import type { Action, OperatingSystemImage, Scenario, ServicingChoice } from '../../../src/model/scenario.ts';
import type { Update } from '../../../src/model/updates/catalog.ts';
import { rowsOf } from '../laws/story.ts';
import { DAY_MS, HOUR_MS, JUNE, MAY, smallScenario, update } from '../small-fleet.ts';
import { NOTHING_CHOSEN, operatingSystemImage } from './one-image.ts';

export const COPY_RATE = 100_000_000;
export const WIM_BYTES = 5_000_000_000;

/** Five updates for an image: last month's and this month's, a servicing stack, .NET, and one that is no package. */
export const UPDATES: readonly Update[] = [
  MAY,
  JUNE,
  update({ id: 'stack', kb: 'KB0000007', kind: 'SSU', sizeBytes: 10_000_000, releasedMs: DAY_MS + 1 }),
  update({ id: 'net', kb: 'KB0000008', kind: 'DotNetCU', sizeBytes: 60_000_000, releasedMs: DAY_MS + 2 }),
  update({ id: 'tool', kb: 'KB0000009', kind: 'other', sizeBytes: 40_000_000, releasedMs: DAY_MS + 3 }),
];
export const [MAY_CU, JUNE_CU, STACK, NET, TOOL] = [0, 1, 2, 3, 4] as const;

/** An image that is there from the start, at the one distribution point, without updates; `changes` on top. */
export function image(changes: Partial<OperatingSystemImage> = {}): OperatingSystemImage {
  return operatingSystemImage({
    name: 'Windows 11',
    candidates: [MAY_CU, JUNE_CU, STACK, NET, TOOL],
    updates: [],
    sizeBytes: WIM_BYTES,
    distributionPoints: [0],
    ...changes,
  });
}

/** When the wizard is run, unless a test says otherwise: a day after the updates came. */
export const WIZARD_MS = 3 * DAY_MS;

/** The wizard is run for the first image, with a start at once and this month's update chosen; `changes` on top. */
export function wizard(
  choice: Partial<ServicingChoice> = {},
  changes: { readonly atMs?: number; readonly image?: number } = {},
): Action {
  return {
    verb: 'scheduleServicing',
    atMs: WIZARD_MS,
    image: 0,
    choice: { ...NOTHING_CHOSEN, updates: [JUNE_CU], ...choice },
    ...changes,
  };
}

/**
 * A site with images, to which all updates come a day and two hours in, and their files with a package some minutes
 * after that.
 */
export function imageScenario(
  actions: readonly Action[],
  changes: Parameters<typeof smallScenario>[0] = {},
): Scenario {
  return smallScenario({
    horizonMs: 5 * DAY_MS,
    catalog: { products: ['Windows'], updates: UPDATES, origin: 'made for tests' },
    images: [image()],
    deployments: [],
    packages: [{ name: 'files', site: 0, priority: 'medium', distributionPoints: [], updates: [] }],
    actions: [
      {
        verb: 'downloadUpdates',
        atMs: DAY_MS + 3 * HOUR_MS,
        package: 0,
        updates: [JUNE_CU, STACK, NET, TOOL],
      },
      ...actions,
    ],
    ...changes,
  });
}

/** Lines of the servicing log: when, what, and the update that it is about. */
export function logOf(fleet: Fleet): (readonly [number, string, number])[] {
  return rowsOf(fleet.result().servicingLog!).map((row) => [
    row('t'),
    SERVICING_LOG_LINES[row('line')]!,
    row('update'),
  ]);
}

/** What became of the updates of runs. */
export function outcomesOf(fleet: Fleet) {
  const notOfRuns = [IMAGE_UPDATE_OUTCOMES.indexOf('imported'), IMAGE_UPDATE_OUTCOMES.indexOf('planned')];
  const ofRuns = rowsOf(fleet.result().imageUpdates).filter((row) => !notOfRuns.includes(row('outcome')));
  return ofRuns.map((row) => ({
    t: row('t'),
    image: row('image'),
    run: row('run'),
    update: row('update'),
    outcome: IMAGE_UPDATE_OUTCOMES[row('outcome')]!,
    version: row('version'),
  }));
}

/** The site's events of servicing: when, what, the image, updates. */
export function eventsOf(fleet: Fleet): (readonly [number, string, number, number])[] {
  return rowsOf(fleet.result().events)
    .map((row) => [row('t'), SITE_EVENTS[row('code')]!, row('subject'), row('detail')] as const)
    .filter(([, event]) => event.startsWith('servicing'));
}

export function statusOf({ parts }: Fleet, number = 0): string {
  return SERVICING_STATUSES[parts.servicing.status[number]!]!;
}
