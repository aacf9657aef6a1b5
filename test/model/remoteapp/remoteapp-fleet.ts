import { Fleet } from '../../../src/model/fleet.ts';
import type { SessionHosts } from '../../../src/model/remoteapp/collection-updates.ts';
import { SITE_EVENTS } from '../../../src/model/results.ts';
import type {
  Action,
  RemoteAppCollection,
  RemoteAppService,
  RemoteAppWork,
  Scenario,
  SignOutPolicy,
  TemplateImage,
} from '../../../src/model/scenario.ts';
import { DAY_MS, fixed, HOUR_MS, MAY, REMOTE_APP, smallScenario, update } from '../small-fleet.ts';

/** When administrators act: after everything is released. */
export const ACT_MS = DAY_MS + HOUR_MS;
const RELEASE_MS = DAY_MS / 2;

/** Beside MAY, which images have at the start: one of each kind. */
export const SSU = 1;
export const LCU = 2;
export const DOT_NET = 3;
export const OTHER = 4;
export const UPDATES = [
  MAY,
  update({ id: 'ssu', kind: 'SSU', releasedMs: RELEASE_MS }),
  update({ id: 'lcu', kind: 'LCU', releasedMs: RELEASE_MS, supersedes: [0] }),
  update({ id: 'net', kind: 'DotNetCU', releasedMs: RELEASE_MS }),
  update({ id: 'other', kind: 'other', releasedMs: RELEASE_MS }),
];

/** A custom image with MAY in it that is there from the start; `changes` on top. */
export function templateImage(changes: Partial<TemplateImage> = {}): TemplateImage {
  return {
    name: 'golden',
    kind: 'custom',
    product: 0,
    sizeBytes: 10_000_000_000,
    updates: [0],
    source: -1,
    transfer: 'upload',
    site: 0,
    ...changes,
  };
}

/** An image that is made during the run, from image 0; `changes` on top. */
export function madeImage(changes: Partial<TemplateImage> = {}): TemplateImage {
  return templateImage({ name: 'golden June', updates: null, source: 0, ...changes });
}

/** From 09:00 to 17:00 on weekdays, without a pause; signs out in the evening. */
export const WORK: RemoteAppWork = {
  weekdays: 0b11111,
  fromMs: 9 * HOUR_MS,
  toMs: 17 * HOUR_MS,
  jitter: fixed(0),
  attendance: 1,
  activeFor: fixed(DAY_MS),
  idleFor: fixed(0),
  signOutShare: 1,
  disconnectShare: 0,
};

/** A cloud collection on image 0 that nobody uses; `changes` on top. */
export function remoteAppCollection(changes: Partial<RemoteAppCollection> = {}): RemoteAppCollection {
  return {
    name: 'office',
    kind: 'cloud',
    plan: 'standard',
    usersPerHost: 10,
    addressCount: null,
    userCount: 0,
    zone: 0,
    templateImage: 0,
    work: WORK,
    ...changes,
  };
}

/** Without deployments: only what administrators and the provider do. `service` on top of its assumptions. */
export function remoteAppScenario(
  changes: Parameters<typeof smallScenario>[0] & { readonly service?: Partial<RemoteAppService> },
): Scenario {
  const { service, ...others } = changes;
  const scenario = smallScenario({
    horizonMs: 12 * DAY_MS,
    deployments: [],
    catalog: { products: ['Windows'], updates: UPDATES, origin: 'made for tests' },
    ...others,
  });
  const { assumptions } = scenario;
  return { ...scenario, assumptions: { ...assumptions, remoteApp: { ...REMOTE_APP, ...service } } };
}

export function make(image: number, updates: readonly number[], atMs = ACT_MS): Action {
  return { verb: 'makeTemplateImage', atMs, templateImage: image, updates };
}

/** With 60 minutes' grace, or at once. */
export function updateTo(
  image: number,
  atMs = ACT_MS,
  policy: SignOutPolicy = 'grace',
  collection = 0,
): Action {
  const graceMs = policy === 'grace' ? HOUR_MS : 0;
  return {
    verb: 'updateCollection',
    atMs,
    remoteAppCollection: collection,
    templateImage: image,
    policy,
    graceMs,
  };
}

/** Instants of an event with its subject and detail, as ms after `ACT_MS`. */
export function noted(fleet: Fleet, event: (typeof SITE_EVENTS)[number]) {
  const { events } = fleet.result();
  return Array.from({ length: events.length }, (_, row) => row)
    .filter((row) => events.get(row, 'code') === SITE_EVENTS.indexOf(event))
    .map((row) => ({
      afterMs: events.get(row, 't') - ACT_MS,
      subject: events.get(row, 'subject'),
      detail: events.get(row, 'detail'),
    }));
}

/** The end of an update, as session hosts are told of it. */
export interface Ended {
  readonly afterMs: number;
  readonly collection: number;
  readonly policy: SignOutPolicy;
  readonly graceMs: number;
}

/** A fleet whose collections have so many session hosts, in service and left behind by updates, whoever uses them. */
export function fleetWithHosts(scenario: Scenario, inService: number, leftBehind = 0) {
  const fleet = new Fleet(scenario, 0);
  const ended: Ended[] = [];
  const hosts: SessionHosts = {
    hostsNeeded: () => inService,
    hostCount: () => inService + leftBehind,
    updateEnded: (collection, policy, graceMs) => {
      ended.push({ afterMs: fleet.nowMs - ACT_MS, collection, policy, graceMs });
    },
  };
  const parts = fleet.parts.remoteApp!;
  parts.collectionUpdates.connect(hosts);
  return { fleet, ended, parts };
}
