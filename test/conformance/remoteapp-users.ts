import type { Fleet } from '../../src/model/fleet.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { formatIssue } from '../../src/scenario/issue.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, runFleet, SECOND_MS } from '../model/small-fleet.ts';
import { loadText } from '../scenario/loading.ts';

/* A scenario file with one RemoteApp collection of few users, in which every time is fixed. */

/** What the file says. Days are numbered from Monday, the start. */
export const USERS = 3;
export const SIGN_IN_MS = 30 * SECOND_MS;
export const RECONNECT_MS = 2 * MINUTE_MS;
/** From the end of a session to the next one of a user who goes on working. */
export const BACK_MS = RECONNECT_MS + SIGN_IN_MS;
export const SIGN_OUT_MS = 20 * MINUTE_MS;
export const UNSAVED_MS = 15 * MINUTE_MS;
export const PLATFORM_MS = DAY_MS;
export const SAVE_MS = 20 * MINUTE_MS;
export const IMPORT_MS = 25 * MINUTE_MS;
export const PROVISION_MS = 10 * MINUTE_MS;
export const UPLOAD_BYTES_PER_SECOND = 1_000_000_000 / 8;
/** To install August's cumulative update, or a new version of an application; the former needs a restart. */
export const CUMULATIVE_MS = 15 * MINUTE_MS;
export const APPLICATION_MS = 2 * MINUTE_MS;
export const RESTART_MS = 3 * MINUTE_MS;
/** Of a collection with up to ten hosts. */
export const UPDATE_MS = 30 * MINUTE_MS + 2 * MINUTE_MS;
export const IMAGE_BYTES = 40_000_000_000;
/** The grace that the service gives. */
export const GRACE_MS = 60 * MINUTE_MS;

/** Tuesday, in the evening. */
export const RELEASED_MS = DAY_MS + 17 * HOUR_MS;
/** To patch an image with all that is released then, and to bring it to the service by import. */
export const MAKE_MS = CUMULATIVE_MS + APPLICATION_MS + RESTART_MS + SAVE_MS + IMPORT_MS + PROVISION_MS;

const FILE = `name: session hosts
start: 2016-08-08 00:00 UTC
horizon: 5 d
measureFrom: 2016-08-08 00:00 UTC
catalog:
  updates:
    - { id: july, kb: KB3172614, product: Windows Server 2012 R2, kind: LCU, classification: Update Rollups, released: 2016-07-12T17:00:00Z, size: 100 MB }
    - { id: august, kb: KB3179574, product: Windows Server 2012 R2, kind: LCU, classification: Update Rollups, released: 2016-08-09T17:00:00Z, size: 100 MB, supersedes: [july] }
    - { id: writer, kb: KB3115440, product: Windows Server 2012 R2, kind: other, classification: Updates, released: 2016-08-09T17:00:00Z, size: 50 MB }
    - { id: client, kb: KB3176493, product: Windows 10, kind: LCU, classification: Security Updates, released: 2016-07-12T17:00:00Z, size: 100 MB }
locations:
  - { name: Paris, timeZone: UTC }
site:
  synchronization: { schedule: daily at 20:00 UTC }
  softwareUpdatePoints: [{ name: SUP1, location: Paris }]
  managementPoints: [{ name: MP1, location: Paris }]
  distributionPoints: [{ name: DP1, location: Paris }]
groups:
  - { name: office, count: 1, product: Windows 10, kind: workstation, location: Paris }
assumptions:
  installDuration: { LCU: 15 min, other: 2 min }
  restartDuration: 3 min
  remoteApp:
    signOutDelay: 20 min
    unsaved: 100 %
    unsavedWork: 15 min
    reconnectDelay: 2 min
    signIn: 30 s
    save: 20 min
    import: 25 min
    provision: 10 min
    uploadRate: 1 Gbit/s
    platformUpdate: 1 d
output: { interval: 1 h }
templateImages:
  - { name: RDSH July, product: Windows Server 2012 R2 }
  - { name: RDSH August, from: RDSH July, transfer: import }
  - { name: Office, kind: platform, product: Windows Server 2012 R2 }
remoteAppCollections:
  - name: Accounting
    kind: cloud
    plan: basic
    users: 3
    location: Paris
    templateImage: RDSH July
    work: { from: 09:00, to: 17:00, jitter: 0 min, attendance: 100 %, activeFor: 1 d, idleFor: 1 min, signOut: 100 %, disconnect: 0 % }
`;

const START_MS = Date.UTC(2016, 7, 8);

/** An act as the file has it. */
export const act = (atMs: number, what: string): string =>
  `  - { at: ${new Date(START_MS + atMs).toISOString().replace('.000', '')}, ${what} }\n`;

/** On Tuesday, an hour after the release: July's image becomes August's. */
export const MADE_MS = RELEASED_MS + HOUR_MS;
export const MAKES_AUGUST = act(MADE_MS, 'do: makeTemplateImage, templateImage: RDSH August');

/** An update of the collection that ends at an instant, with August's image unless `more` says otherwise. */
export const updateEnds = (atMs: number, more = ''): string =>
  act(
    atMs - UPDATE_MS,
    `do: updateCollection, remoteAppCollection: Accounting${more.includes('templateImage') ? '' : ', templateImage: RDSH August'}${more}`,
  );

/** The file with acts, and with texts in it replaced by others. Throws when one is not there, so that no test goes stale. */
export function fileWith(
  acts: readonly string[],
  ...changes: readonly (readonly [string, string])[]
): string {
  let text = FILE;
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`no "${from}" in the file of session hosts`);
    text = text.replace(from, to);
  }
  return acts.length === 0 ? text : `${text}actions:\n${acts.join('')}`;
}

/** The file as a scenario; warnings are let pass. */
export function sessionHosts(...of: Parameters<typeof fileWith>): Scenario {
  const { scenario, issues } = loadText(fileWith(...of));
  if (scenario === null) throw new Error(issues.map(formatIssue).join('\n'));
  return scenario;
}

/** August's image is made on Tuesday, and an update with it ends at an instant; changes of the file on top. */
export const updated = (
  atMs: number,
  more = '',
  ...changes: readonly (readonly [string, string])[]
): Scenario => sessionHosts([MAKES_AUGUST, updateEnds(atMs, more)], ...changes);

/** An update of the catalogue by its id, a template image or collection by its name. */
export const updateNumber = ({ catalog }: Scenario, id: string): number =>
  catalog.updates.findIndex((update) => update.id === id);
export const imageNumber = ({ templateImages }: Scenario, name: string): number =>
  templateImages.findIndex((image) => image.name === name);

/** Which updates a template image has, by their ids, at an instant. */
export function heldBy(scenario: Scenario, name: string, atMs = scenario.horizonMs): string[] {
  const { contents } = runFleet(scenario, atMs).parts.remoteApp!;
  const version = contents.newest[imageNumber(scenario, name)]!;
  if (version < 0) return [];
  return scenario.catalog.updates.flatMap(({ id }, update) => (contents.has(version, update) ? [id] : []));
}

/** The template image that new sessions of a collection land on. */
export function imageOf(fleet: Fleet, scenario: Scenario, collection = 0): string {
  return scenario.templateImages[fleet.parts.remoteApp!.collectionUpdates.imageOf(collection)]!.name;
}

/** Bytes that went to the service or came from Microsoft. */
export function internetBytes(fleet: Fleet): number {
  return fleet.result().linkTotals.get(fleet.parts.network.names.indexOf('internet access'), 'bytes');
}
