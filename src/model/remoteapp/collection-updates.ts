import { Phase } from '../../sim/phase.ts';
import { entityKey, type Luck, type PurposeKey, uniform } from '../../sim/random.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { CollectionUpdateLog } from '../measures/collection-update-log.ts';
import type { SiteEvent, SiteEvents } from '../measures/site-events.ts';
import {
  EVENT_CAUSES,
  type EventCause,
  type RemoteAppCollectionStatus,
  SIGN_OUT_POLICIES,
} from '../results.ts';
import type { Scenario, SignOutPolicy } from '../scenario.ts';
import { DAY_MS } from '../zone-clock.ts';
import type { TemplateImageContents } from './template-image-contents.ts';

/** The session hosts of collections and who is signed in there. */
export interface SessionHosts {
  /** Hosts that all sessions of a collection fill: so many an update builds. */
  hostsNeeded(collection: number): number;
  /** All hosts of a collection, with those that an update has left behind. */
  hostCount(collection: number): number;
  /** An update has ended: from now on new sessions land on new hosts, even when the image is the same. */
  updateEnded(collection: number, policy: SignOutPolicy, graceMs: number, update: number): void;
}

const NONE = -1;
type UpdateEvent = Extract<SiteEvent, `collectionUpdate${string}`>;
/** What the provider grants the users of collections on platform images (MA-ARA-PLATFORM). */
const PROVIDER_GRACE_MS = 60 * 60_000;

/**
 * Updates of RemoteApp collections up to their end (seed 000, steps 3 to 5): new hosts are built from the chosen image
 * beside the old ones, on which users go on working (ASSUME-ARA-BLUEGREEN). An update waits for its image to be ready and
 * for the running update to end; of updates that wait for one collection only the last counts. A failed one leaves the
 * image as it is.
 */
export class CollectionUpdates {
  /** Per collection: the version of its template image that new sessions land on, and the one of the running update. */
  version: Int32Array;
  comingVersion: Int32Array;
  /** Of the running update: its number in the run, index into SIGN_OUT_POLICIES, time that users get, and why it is going to fail: index into EVENT_CAUSES, −1: it is not. */
  running: Int32Array;
  policy: Uint8Array;
  graceMs: Float64Array;
  fails: Int8Array;
  /** The update that waits: its number in the run, its image, −1: none waits; as above. */
  waiting: Int32Array;
  wantedImage: Int32Array;
  wantedPolicy: Uint8Array;
  wantedGraceMs: Float64Array;
  /** The version that the provider tried last; until when users may stay on old hosts. */
  triedVersion: Int32Array;
  graceEndsMs: Float64Array;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #contents: TemplateImageContents;
  readonly #events: SiteEvents;
  readonly #log: CollectionUpdateLog;
  readonly #failure: PurposeKey;
  readonly #keys: readonly number[];
  readonly #ends: Timer;
  #hosts: SessionHosts | null = null;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    luck: Luck,
    contents: TemplateImageContents,
    events: SiteEvents,
    log: CollectionUpdateLog,
  ) {
    const { remoteAppCollections: collections } = scenario;
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#contents = contents;
    this.#events = events;
    this.#log = log;
    this.#failure = luck.key('collection update failure');
    this.#keys = collections.map(({ name }) => entityKey(name));
    const { length: count } = collections;
    this.version = Int32Array.from(collections, ({ templateImage }) => contents.newest[templateImage]!);
    this.comingVersion = new Int32Array(count).fill(NONE);
    this.running = new Int32Array(count).fill(NONE);
    this.waiting = new Int32Array(count).fill(NONE);
    this.policy = new Uint8Array(count);
    this.graceMs = new Float64Array(count);
    this.fails = new Int8Array(count).fill(NONE);
    this.wantedImage = new Int32Array(count).fill(NONE);
    this.wantedPolicy = new Uint8Array(count);
    this.wantedGraceMs = new Float64Array(count);
    this.triedVersion = this.version.slice();
    this.graceEndsMs = new Float64Array(count);
    simulation.state.own('updates of RemoteApp collections', this, [
      'version',
      'comingVersion',
      'running',
      'policy',
      'graceMs',
      'fails',
      'waiting',
      'wantedImage',
      'wantedPolicy',
      'wantedGraceMs',
      'triedVersion',
      'graceEndsMs',
    ]);
    this.#ends = simulation.declareTimer({
      name: 'update of a RemoteApp collection ends',
      of: 'remoteAppCollection',
      phase: Phase.delivery,
      owner: this as CollectionUpdates,
      entityCount: Math.max(1, count),
      run: CollectionUpdates.prototype.onEnd,
    });
  }

  connect(hosts: SessionHosts): void {
    this.#hosts = hosts;
  }

  /** The template image that new sessions of a collection land on. */
  imageOf(collection: number): number {
    return this.#contents.imageOf[this.version[collection]!]!;
  }

  isUpdating(collection: number): boolean {
    return this.comingVersion[collection] !== NONE;
  }

  /** What the page of a collection shows: an update in work before a grace, a grace before an update that waits. */
  statusOf(collection: number): RemoteAppCollectionStatus {
    if (this.isUpdating(collection)) return 'updating';
    if (this.#simulation.nowMs < this.graceEndsMs[collection]!) return 'grace';
    return this.wantedImage[collection] === NONE ? 'inService' : 'waitingForImage';
  }

  /** An administrator updates a collection, with the image that it has or another one (seed 000, steps 3 to 5). */
  update(collection: number, image: number, policy: SignOutPolicy, graceMs: number): void {
    if (this.waiting[collection] !== NONE) {
      this.#log.ended(this.waiting[collection]!, 'replaced', this.#simulation.nowMs);
    }
    this.waiting[collection] = this.#log.asked(
      collection,
      image,
      policy,
      'administrator',
      this.#simulation.nowMs,
    );
    this.wantedImage[collection] = image;
    this.wantedPolicy[collection] = SIGN_OUT_POLICIES.indexOf(policy);
    this.wantedGraceMs[collection] = graceMs;
    this.#goOn(collection);
    if (this.wantedImage[collection] !== NONE) this.#note('collectionUpdateWaits', collection, image);
  }

  /** An image is ready, or the provider has serviced it: updates that wait for it start, and the provider's own. */
  imageReady(image: number): void {
    for (const collection of this.version.keys()) {
      if (this.wantedImage[collection] === image || this.imageOf(collection) === image) {
        this.#goOn(collection);
      }
    }
  }

  onEnd(collection: number): void {
    const policy = SIGN_OUT_POLICIES[this.policy[collection]!]!;
    const update = this.running[collection]!;
    const graceMs = this.graceMs[collection]!;
    const version = this.comingVersion[collection]!;
    this.comingVersion[collection] = NONE;
    this.running[collection] = NONE;
    const image = this.#contents.imageOf[version]!;
    const cause = EVENT_CAUSES[this.fails[collection]!];
    const outcome = cause === undefined ? 'succeeded' : 'failed';
    this.#log.ended(update, outcome, this.#simulation.nowMs);
    if (cause !== undefined) this.#note('collectionUpdateFailed', collection, image, cause);
    else {
      this.version[collection] = version;
      this.graceEndsMs[collection] = this.#simulation.nowMs + graceMs;
      this.#note('collectionUpdated', collection, image);
      this.#hosts!.updateEnded(collection, policy, graceMs, update);
    }
    this.#goOn(collection);
  }

  /** Starts the update that waits, if it can; else the provider's, if it has not tried it yet. */
  #goOn(collection: number): void {
    if (this.isUpdating(collection)) return;
    const wanted = this.wantedImage[collection]!;
    if (wanted !== NONE && this.#contents.isReady(wanted)) {
      const update = this.waiting[collection]!;
      this.waiting[collection] = NONE;
      this.wantedImage[collection] = NONE;
      this.policy[collection] = this.wantedPolicy[collection]!;
      this.graceMs[collection] = this.wantedGraceMs[collection]!;
      this.#start(collection, update, this.#contents.newest[wanted]!);
    } else if (this.#isOffered(collection)) {
      const image = this.imageOf(collection);
      const update = this.#log.asked(collection, image, 'grace', 'provider', this.#simulation.nowMs);
      this.policy[collection] = SIGN_OUT_POLICIES.indexOf('grace');
      this.graceMs[collection] = PROVIDER_GRACE_MS;
      this.#start(collection, update, this.#contents.newest[image]!);
    }
  }

  /** Whether the provider has a version of the collection's image for it that it has not tried there. */
  #isOffered(collection: number): boolean {
    const newest = this.#contents.newest[this.imageOf(collection)]!;
    return newest !== this.version[collection] && newest !== this.triedVersion[collection];
  }

  #start(collection: number, update: number, version: number): void {
    const { nowMs } = this.#simulation;
    const hosts = this.#hosts!.hostsNeeded(collection);
    this.comingVersion[collection] = version;
    this.running[collection] = update;
    if (this.#contents.imageOf[version] === this.imageOf(collection)) this.triedVersion[collection] = version;
    this.fails[collection] = this.#causeOfFailure(collection, hosts);
    this.#log.started(update, hosts, nowMs);
    this.#note('collectionUpdateStarted', collection, this.#contents.imageOf[version]!);
    this.#ends.at(nowMs + this.#lengthMs(hosts), collection);
  }

  #lengthMs(hosts: number): number {
    const { updateFixedMs, updatePerBatchMs, hostsPerBatch } = this.#scenario.assumptions.remoteApp;
    const batches = Math.ceil(hosts / hostsPerBatch);
    return Math.max(1, updateFixedMs + batches * updatePerBatchMs);
  }

  #note(event: UpdateEvent, collection: number, content: number, cause?: EventCause): void {
    this.#events.note(event, collection, 0, NONE, cause === undefined ? { content } : { content, cause });
  }

  /** Of an update that is going to fail; −1: it is not. */
  #causeOfFailure(collection: number, hosts: number): number {
    if (this.#lacksAddresses(collection, hosts)) return EVENT_CAUSES.indexOf('addresses');
    return this.#isUnlucky(collection) ? EVENT_CAUSES.indexOf('service') : NONE;
  }

  /** So many new hosts are built beside all that there are, in one subnet (domain, subnet sizing). */
  #lacksAddresses(collection: number, hosts: number): boolean {
    const { kind, addressCount } = this.#scenario.remoteAppCollections[collection]!;
    if (kind === 'cloud' || addressCount === null) return false;
    return this.#hosts!.hostCount(collection) + hosts > addressCount;
  }

  /** A collection has one update at an instant: its luck hangs from that, whatever updates there were before. */
  #isUnlucky(collection: number): boolean {
    const { nowMs } = this.#simulation;
    const { updateFailureShare } = this.#scenario.assumptions.remoteApp;
    const u = uniform(this.#failure, this.#keys[collection]!, Math.floor(nowMs / DAY_MS), nowMs % DAY_MS);
    return u < updateFailureShare;
  }
}
