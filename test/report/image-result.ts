import {
  COLLECTION_UPDATE_OUTCOMES,
  EVENT_CAUSES,
  IMAGE_COLUMNS,
  IMAGE_UPDATE_COLUMNS,
  IMAGE_UPDATE_OUTCOMES,
  IMAGING_COLUMNS,
  REMOTEAPP_COLLECTION_COLUMNS,
  REMOTEAPP_COLLECTION_UPDATE_COLUMNS,
  REMOTEAPP_SESSION_COLUMNS,
  REMOTEAPP_SIGN_OFF_COLUMNS,
  REMOTEAPP_UPDATE_COLUMNS,
  type RunResult,
  SERVICING_STATUSES,
  SESSION_STATES,
  SIGN_OFF_CAUSES,
  SIGN_OUT_POLICIES,
  SITE_EVENTS,
} from '../../src/model/results.ts';
import type {
  OperatingSystemImage,
  RemoteAppCollection,
  Scenario,
  TemplateImage,
} from '../../src/model/scenario.ts';
import { DAY_MS, HOUR_MS, resultOf, rowsOf, scenarioOf } from './run-result.ts';

/** Where the hand-made run stands in its first and its last hour of measurement. */
export const FIRST_MS = 8 * DAY_MS + HOUR_MS;
export const LAST_MS = 28 * DAY_MS;
export const MINUTE_MS = HOUR_MS / 60;

export const image = (name: string, changes: Partial<OperatingSystemImage> = {}): OperatingSystemImage => ({
  name,
  kind: 'image',
  site: 0,
  product: 0,
  candidates: [0],
  updates: [],
  importedMs: 0,
  sizeBytes: 6e9,
  indexCount: 1,
  priority: 'medium',
  distributionPoints: [0],
  sendsDifferences: false,
  failingUpdates: [],
  ...changes,
});

export const templateImage = (name: string): TemplateImage => ({
  name,
  kind: 'custom',
  product: 0,
  sizeBytes: 40e9,
  updates: [],
  source: -1,
  transfer: 'upload',
  site: 0,
});

/** As far as the report floor reads one. */
export const remoteAppCollection = (name: string) => ({ name }) as RemoteAppCollection;

/** `scenarioOf()` with two images and two RemoteApp collections on one template image, soon on another. */
export function imageScenario(changes: Partial<Scenario> = {}): Scenario {
  return scenarioOf({
    images: [image('Golden'), image('Kiosk', { importedMs: 12 * DAY_MS })],
    templateImages: [templateImage('RDSH May'), templateImage('RDSH June')],
    remoteAppCollections: [remoteAppCollection('Accounting'), remoteAppCollection('Sales')],
    ...changes,
  });
}

export const event = (
  name: (typeof SITE_EVENTS)[number],
  atMs: number,
  subject: number,
  detail = 0,
  more: { content?: number; cause?: number } = {},
) => ({
  t: atMs,
  code: SITE_EVENTS.indexOf(name),
  subject,
  detail,
  full: -1,
  content: -1,
  cause: -1,
  ...more,
});

/** A run of it: the golden image serviced twice, the kiosk's cancelled; one collection updated, the other waiting. */
export function imageResult(changes: Partial<RunResult> = {}): RunResult {
  const scenario = changes.scenario ?? imageScenario();
  return resultOf({
    scenario,
    images: rowsOf(IMAGE_COLUMNS, [
      {
        t: FIRST_MS,
        status: SERVICING_STATUSES.indexOf('scheduled'),
        version: 1,
        distributedVersion: 1,
        plannedMs: 9 * DAY_MS,
        sizeBytes: 6e9,
        missing: 2,
        distributionPoints: 20,
        current: 20,
        sentBytes: 1e9,
      },
      {
        t: LAST_MS,
        status: SERVICING_STATUSES.indexOf('succeeded'),
        version: 3,
        distributedVersion: 3,
        plannedMs: -1,
        sizeBytes: 6.5e9,
        updates: 2,
        missing: 1,
        temporaryPeakBytes: 30e9,
        distributionPoints: 20,
        current: 15,
        onTheWay: 2,
        waiting: 2,
        failed: 1,
        sentBytes: 97.5e9,
      },
      {
        t: LAST_MS,
        image: 1,
        status: SERVICING_STATUSES.indexOf('cancelled'),
        version: 2,
        distributedVersion: 1,
        plannedMs: -1,
        sizeBytes: 4e9,
        updates: 5,
        distributionPoints: 2,
        current: 2,
        sentBytes: 8e9,
      },
    ]),
    imageUpdates: rowsOf(IMAGE_UPDATE_COLUMNS, [
      { t: 10 * DAY_MS, run: 1, outcome: IMAGE_UPDATE_OUTCOMES.indexOf('planned'), version: -1 },
      { t: 10 * DAY_MS + 1, run: 1, outcome: IMAGE_UPDATE_OUTCOMES.indexOf('applied'), version: 2 },
      { t: 11 * DAY_MS, image: 1, run: 1, outcome: IMAGE_UPDATE_OUTCOMES.indexOf('discarded'), version: -1 },
    ]),
    imaging: rowsOf(IMAGING_COLUMNS, [
      { t: FIRST_MS, group: 0, started: 4, completed: 3, waiting: 1, sentBytes: 18e9 },
      { t: LAST_MS, group: 1, completed: 2, requiredUpdates: 4, requiredBytes: 1.4e9, sentBytes: 12e9 },
      { t: LAST_MS, group: 1, image: -1, started: 1, stopped: 2, underWay: 1 },
    ]),
    remoteAppCollections: rowsOf(REMOTEAPP_COLLECTION_COLUMNS, [
      {
        t: FIRST_MS,
        hosts: 40,
        hostsOnOldImage: 20,
        sessions: 300,
        sessionsOnOldImage: 120,
        templateImage: 1,
        status: 3,
        told: 200,
        signedOutInTime: 80,
        forcedOff: 110,
        forcedOffActive: 60,
        workLost: 18,
        lostMs: 9 * HOUR_MS,
        signIns: 150,
        reconnections: 140,
        signInsPerMinuteMax: 25,
        reconnectionsPerMinuteMax: 24,
        exposedHostMs: 20 * HOUR_MS,
      },
      {
        t: LAST_MS,
        hosts: 20,
        sessions: 310,
        templateImage: 1,
        told: 5,
        lostMs: 90 * MINUTE_MS,
        signIns: 31,
        reconnections: 11,
        signInsPerMinuteMax: 31,
        reconnectionsPerMinuteMax: 11,
      },
      { t: LAST_MS, remoteAppCollection: 1, hosts: 1, status: 1, exposedHostMs: 48 * HOUR_MS },
    ]),
    remoteAppCollectionUpdates: rowsOf(REMOTEAPP_COLLECTION_UPDATE_COLUMNS, [
      {
        number: 1,
        templateImage: 1,
        outcome: COLLECTION_UPDATE_OUTCOMES.indexOf('failed'),
        askedMs: 7 * DAY_MS,
        startedMs: 7 * DAY_MS,
        endedMs: 7 * DAY_MS + HOUR_MS,
        hosts: 19,
      },
      {
        number: 2,
        templateImage: 1,
        outcome: COLLECTION_UPDATE_OUTCOMES.indexOf('succeeded'),
        askedMs: 8 * DAY_MS,
        startedMs: 8 * DAY_MS,
        endedMs: 8 * DAY_MS + 34 * MINUTE_MS,
        hosts: 20,
        told: 200,
        signedOutInTime: 80,
        forcedOff: 110,
        forcedOffActive: 60,
        workLost: 18,
        lostMs: 9 * HOUR_MS,
        reconnections: 140,
        reconnectionsPerMinuteMax: 24,
      },
      {
        remoteAppCollection: 1,
        number: 1,
        templateImage: 1,
        policy: SIGN_OUT_POLICIES.indexOf('signOutAtOnce'),
        askedMs: 8 * DAY_MS,
        startedMs: -1,
        endedMs: -1,
        hosts: -1,
      },
    ]),
    remoteAppSessions: rowsOf(REMOTEAPP_SESSION_COLUMNS, [
      { t: FIRST_MS, templateImage: 0, outdated: 1, state: SESSION_STATES.indexOf('idle'), sessions: 120 },
      { t: FIRST_MS, templateImage: 1, state: SESSION_STATES.indexOf('active'), sessions: 180 },
    ]),
    remoteAppSignOffs: rowsOf(REMOTEAPP_SIGN_OFF_COLUMNS, [
      { t: FIRST_MS, cause: SIGN_OFF_CAUSES.indexOf('told'), state: 0, count: 80 },
      { t: FIRST_MS, cause: SIGN_OFF_CAUSES.indexOf('graceEnded'), state: 2, count: 50 },
    ]),
    remoteAppUpdates: rowsOf(REMOTEAPP_UPDATE_COLUMNS, [
      {
        releasedMs: 8 * DAY_MS,
        inServiceMs: 9 * DAY_MS,
        lastSessionMs: 9 * DAY_MS + HOUR_MS,
        exposedHostMs: 500 * HOUR_MS,
      },
      { remoteAppCollection: 1, releasedMs: 8 * DAY_MS, inServiceMs: -1, lastSessionMs: -1 },
    ]),
    events: rowsOf(resultOf().events.columns, [
      event('servicingSucceeded', 10 * DAY_MS, 0, 2),
      event('servicingSucceeded', 20 * DAY_MS, 0, 1),
      event('servicingFailed', 15 * DAY_MS, 0, 3, { cause: EVENT_CAUSES.indexOf('updateFailed') }),
      event('servicingCancelled', 11 * DAY_MS, 1, 1),
      event('servicingNotCancelled', 12 * DAY_MS, 1),
    ]),
    ...changes,
  });
}
