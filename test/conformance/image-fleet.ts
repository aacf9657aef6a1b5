import { Fleet } from '../../src/model/fleet.ts';
import { SITE_EVENTS } from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { COPY_RATE, eventsOf, logOf, outcomesOf } from '../model/images/servicing-fleet.ts';
import { rowsOf } from '../model/laws/story.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../model/small-fleet.ts';
import { loadText } from '../scenario/loading.ts';

const MB = 1e6;
export const GB = 1e9;
export const WIM_BYTES = 6 * GB;
/** Sizes of the updates of June, by their ids. */
export const SIZES = { june: 100 * MB, stack: 10 * MB, net: 60 * MB, tool: 40 * MB } as const;
/** When June's updates are released, downloaded, and when the wizard is run unless a test says otherwise. */
export const RELEASED_MS = DAY_MS + 17 * HOUR_MS;
export const DOWNLOADED_MS = 2 * DAY_MS;
export const WIZARD_MS = 3 * DAY_MS;

/** How long the steps of servicing take, by the defaults of the page of settings. */
export const copyMs = (bytes: number) => (bytes / COPY_RATE) * SECOND_MS;
export const MOUNT_MS = 3 * MINUTE_MS;
export const CHECK_MS = 15 * SECOND_MS;
export const APPLY_MS = { june: 20 * MINUTE_MS, stack: MINUTE_MS, net: 5 * MINUTE_MS } as const;
export const COMMIT_MS = 8 * MINUTE_MS;
/** At which a distribution point on the network of the site server gets an image, by default. */
export const DP_RATE = 125 * MB;
/** By what the cumulative update of June makes an image larger. */
export const GROWTH_BYTES = 0.6 * SIZES.june;

/** What a scenario may say beside the one image and the updates: lines of YAML. */
export interface Lines {
  /** Keys of the image, in the braces. */
  readonly image?: string;
  /** Further images. */
  readonly images?: readonly string[];
  /** Keys of the site. */
  readonly site?: readonly string[];
  readonly updates?: readonly string[];
  readonly actions?: readonly string[];
  /** Keys of the scenario. */
  readonly more?: readonly string[];
  readonly pointCount?: number;
  /** Further distribution points. */
  readonly points?: readonly string[];
  readonly days?: number;
}

const items = (lines: readonly string[], indent: string) =>
  lines.map((line) => `${indent}- { ${line} }\n`).join('');

/**
 * A site with an image that has May's update; those of June are synchronized in the evening of their release, and their
 * files are in the content library of the site server some hours later.
 */
export function textWith(lines: Lines = {}): string {
  const { image = '', images = [], site = [], updates = [], actions = [], more = [] } = lines;
  const { pointCount = 1, days = 8 } = lines;
  const points = [
    ...Array.from({ length: pointCount }, (_, number) => `name: DP${number}, location: Paris`),
    ...(lines.points ?? []),
  ];
  const june = 'product: Windows 11, classification: Security Updates, released: 2024-06-11T17:00:00Z';
  return `name: images
start: 2024-06-10 00:00 UTC
horizon: ${days} d
measureFrom: start
output: { interval: 1 h, servicingLog: true }
catalog:
  updates:
    - { id: may, kb: KB5000005, product: Windows 11, kind: LCU, classification: Security Updates, released: 2024-05-14T17:00:00Z, size: 90 MB }
    - { id: june, kb: KB5000006, title: Cumulative Update for June, kind: LCU, size: 100 MB, ${june} }
    - { id: stack, kb: KB5000007, title: Servicing Stack Update, kind: SSU, size: 10 MB, ${june} }
    - { id: net, kb: KB5000008, title: Cumulative Update for .NET, kind: DotNetCU, size: 60 MB, ${june} }
    - { id: tool, kb: KB5000009, title: Removal Tool, kind: other, size: 40 MB, ${june} }
${items(updates, '    ')}locations: [{ name: Paris, timeZone: UTC }]
site:
  synchronization: { schedule: daily at 20:00 UTC }
  softwareUpdatePoints: [{ name: SUP1, location: Paris }]
  managementPoints: [{ name: MP1, location: Paris }]
  distributionPoints:
${items(points, '    ')}${site.map((line) => `  ${line}\n`).join('')}groups: [{ name: desks, count: 1, product: Windows 11, kind: workstation, location: Paris }]
packages: [{ name: files, source: '\\\\srv\\files', distributionPoints: [DP0] }]
images:
${items([`name: golden, product: Windows 11, size: 6 GB${image === '' ? '' : `, ${image}`}`, ...images], '  ')}${more.map((line) => `${line}\n`).join('')}actions:
${items(['at: start + 2 d, do: downloadUpdates, package: files, updates: [june, stack, net, tool]', ...actions], '  ')}`;
}

/** What is said in lines or in a whole text; it may have no mistakes, and as many warnings as it likes. */
export function scenarioOf(said: Lines | string): Scenario {
  const { scenario, issues } = loadText(typeof said === 'string' ? said : textWith(said));
  const mistakes = issues.filter(({ severity }) => severity === 'error');
  if (scenario === null || mistakes.length > 0) throw new Error(JSON.stringify(issues));
  return scenario;
}

/** What came of a scenario by an instant, the end unless it is named. */
export function run(said: Lines | string, atMs?: number) {
  const scenario = scenarioOf(said);
  const fleet = new Fleet(scenario, 0);
  fleet.run(atMs ?? scenario.horizonMs);
  const idOf = (update: number) => scenario.catalog.updates[update]?.id ?? '';
  return {
    scenario,
    fleet,
    events: eventsOf(fleet),
    /** What distribution points have received of images: when, which point, bytes. Files of updates are small. */
    distributed: rowsOf(fleet.result().events)
      .filter((row) => SITE_EVENTS[row('code')] === 'contentDistributed' && row('detail') > GB / 2)
      .map((row) => [row('t'), row('subject'), row('detail')] as const),
    /** The rows of an image in the table of images, by the end of their interval. */
    rowAt: (t: number, image = 0) =>
      rowsOf(fleet.result().images).find((row) => row('t') === t && row('image') === image)!,
    /** Lines of the servicing log: when, what, and the update that it is about. */
    log: logOf(fleet).map(([atMs, line, update]) => [atMs, line, idOf(update)] as const),
    /** What became of the updates of runs. */
    outcomes: outcomesOf(fleet).map(({ update, outcome }) => [idOf(update), outcome] as const),
    /** Which updates an image has. */
    updatesIn: (image = 0) =>
      scenario.catalog.updates.flatMap(({ id }, update) =>
        fleet.parts.imageContents.has(image, update) ? [id] : [],
      ),
  };
}

/** The wizard for the image, three days in: June's cumulative update, unless `keys` say otherwise. */
export function wizard(keys = 'updates: [june]', at = 'start + 3 d', image = 'golden'): string {
  return `at: ${at}, do: scheduleServicing, image: ${image}${keys === '' ? '' : `, ${keys}`}`;
}

/** From the start of a run with these updates to its end, all of which it applies. */
export function runMs(...updates: readonly (keyof typeof APPLY_MS)[]): number {
  const updateBytes = updates.reduce((sum, update) => sum + SIZES[update], 0);
  const turnsMs = updates.reduce((sum, update) => sum + CHECK_MS + APPLY_MS[update], 0);
  const newBytes = WIM_BYTES + (updates.includes('june') ? GROWTH_BYTES : 0);
  return copyMs(updateBytes) + copyMs(WIM_BYTES) + MOUNT_MS + turnsMs + COMMIT_MS + copyMs(newBytes);
}
