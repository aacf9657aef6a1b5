import { Kind, Stage } from '../../model/client/scan-agent.ts';
import { FORCED_ONLINE, OFFLINE } from '../../model/client/scan-triggers.ts';
import { SCAN_TRIGGERS } from '../../model/results.ts';
import type { ScanFacts } from '../../model/stories/client-facts.ts';
import type { ClientChapter } from '../../model/stories/client-story.ts';
import { Compliance } from '../../model/updates/update-states.ts';
import { groupThousands } from '../number.ts';
import type { StoryNames } from './story-names.ts';
import { TRIGGERS } from './triggers.ts';

/** What is shorter is told as no time. */
const AT_ONCE_MS = 100;

/** What is told of the scans of a client (seed 002, scan process, scan types, time to live). */
export class ScanWords {
  readonly #names: StoryNames;
  #askedMs = -1;

  constructor(names: StoryNames) {
    this.#names = names;
  }

  tell(chapter: ClientChapter): string[] {
    const before = chapter.before.scan;
    const after = chapter.after.scan;
    return [
      ...this.#asked(chapter),
      ...this.#ended(chapter),
      ...(after.running !== 0 && isAnother(before, after) ? [this.#begins(chapter)] : []),
      ...this.#goesOn(chapter),
      ...this.#learned(chapter),
      ...(after.point !== before.point
        ? [`from now on its server is ${this.#names.point(after.point)}`]
        : []),
    ];
  }

  /** New triggers, and why none of them starts a scan at once. */
  #asked({ atMs, before, after, around }: ClientChapter): string[] {
    const had = before.scan.waiting | before.scan.running | before.scan.failed;
    const has = after.scan.waiting | after.scan.running;
    const fresh = has & ~had;
    if (fresh === 0) return [];
    const said = wordsOf(fresh);
    if ((fresh & after.scan.running) !== 0) return [said];
    return [`${said}: ${this.#whyItWaits(atMs, after.scan, after.machine, around.isBlocked)}`];
  }

  #whyItWaits(atMs: number, scan: ScanFacts, machine: string, isBlocked: boolean): string {
    if (scan.running !== 0) return 'waits for the end of the scan under way';
    if (machine === 'restarts') return 'waits for the end of the restart';
    if (machine === 'shutdown' || machine === 'sleep')
      return `the machine ${machine === 'sleep' ? 'sleeps' : 'is off'}: waits for its return`;
    if (scan.retryMs !== Infinity)
      return `waits for the retry at ${this.#names.clockTime(scan.retryMs, atMs)}`;
    if (isBlocked) return 'its metered connection keeps it from every server: waits';
    return 'no server can be reached: waits for its return to the network';
  }

  #begins({ atMs, after }: ClientChapter): string {
    const { scan } = after;
    if (scan.kind === Kind.offline) return `scans offline: ${this.#whyOffline(atMs, scan)}`;
    const full = scan.kind === Kind.full ? `, a full scan for ${whyFull(scan)}` : '';
    return `scans online: ${this.#whyOnline(atMs, scan)}: asks where to scan (${this.#names.point(scan.pointToTry)}${full})`;
  }

  #whyOffline(atMs: number, scan: ScanFacts): string {
    if ((scan.running & ~OFFLINE) === 0) return 'such a scan asks no server';
    return `last online scan ${this.#age(atMs, scan)} ago, within the time to live of ${this.#timeToLive()}`;
  }

  #whyOnline(atMs: number, scan: ScanFacts): string {
    if ((scan.running & FORCED_ONLINE) !== 0) return 'such a scan is forced online whatever the time to live';
    if (scan.lastOnlineMs === -Infinity) return 'it has never scanned online';
    const ageMs = atMs - scan.lastOnlineMs;
    const isOld = ageMs > this.#names.scenario.clientSettings.scanTtlMs;
    const than = isOld ? 'older than' : 'within';
    const others = isOld ? '' : ', but policy names a newer catalogue version';
    return `last online scan ${this.#age(atMs, scan)} ago, ${than} the time to live of ${this.#timeToLive()}${others}`;
  }

  #age(atMs: number, scan: ScanFacts): string {
    return this.#names.duration(atMs - scan.lastOnlineMs);
  }

  #timeToLive(): string {
    return this.#names.duration(this.#names.scenario.clientSettings.scanTtlMs);
  }

  /** A scan that has ended: completed, failed for now or for good, or broken off. */
  #ended(chapter: ClientChapter): string[] {
    const { atMs, before, after } = chapter;
    const was = before.scan;
    const is = after.scan;
    if (was.running === 0 || !isAnother(was, is)) {
      return is.refusalCount > was.refusalCount ? [this.#failure(chapter)] : [];
    }
    if (is.lastOnlineMs === atMs && is.lastOnlineMs !== was.lastOnlineMs)
      return ['the online scan is complete'];
    if ((is.failed & was.running) !== 0 && is.failed !== was.failed) {
      const timeout = this.#names.duration(this.#names.scenario.assumptions.scanTimeoutMs);
      return [
        `no answer from ${this.#names.point(was.pointToTry)} within ${timeout}: the scan fails and is not retried, its triggers wait for the next one`,
      ];
    }
    if (is.retryMs !== Infinity && is.retryMs !== was.retryMs) return [this.#failure(chapter)];
    if (was.stage === Stage.evaluating && (is.waiting & was.running) === 0)
      return ['the offline scan is complete'];
    return ['the scan is broken off; it begins anew later'];
  }

  /** A failure worth a retry: what failed, and when and where the next try is. */
  #failure({ atMs, before, after, around }: ClientChapter): string {
    const point = this.#names.point(before.scan.pointToTry);
    const isOther = after.scan.pointToTry !== before.scan.pointToTry;
    const where = isOther ? ` at ${this.#names.point(after.scan.pointToTry)}` : '';
    const again = `tries again at ${this.#names.clockTime(after.scan.retryMs, atMs)}${where}`;
    if (after.scan.refusalCount > before.scan.refusalCount) {
      const full = `its queue is full (${groupThousands(around.waitingAtPoint)} waiting)`;
      return `asks ${point}; ${around.isPointDown ? 'it is down' : full}: refused; ${again}`;
    }
    if (around.isPointDown) return `${point} is down: the scan fails; ${again}`;
    if (!around.isPointReachable) return `the way to ${point} is cut: the scan fails; ${again}`;
    if (before.scan.stage === Stage.atServer) return `no answer from ${point}: the scan fails; ${again}`;
    return `${point} lags behind the metadata that its policy requires: the scan fails; ${again}`;
  }

  #goesOn({ atMs, before, after, around }: ClientChapter): string[] {
    const { stage, pointToTry } = after.scan;
    if (stage === before.scan.stage) return [];
    const point = this.#names.point(pointToTry);
    if (stage === Stage.atServer) {
      this.#askedMs = atMs;
      const waiting = around.waitingAtPoint;
      return [`asks ${point}${waiting > 0 ? `, where ${groupThousands(waiting)} wait` : ''}`];
    }
    if (stage === Stage.settling)
      return [`${point} is a new source of updates to it: waits until that has settled`];
    if (before.scan.stage === Stage.atServer && stage === Stage.transferring)
      return [`${point} answers ${this.#waited(atMs)}; its metadata come`];
    if (before.scan.stage === Stage.atServer && stage === Stage.evaluating)
      return [
        `${point} answers ${this.#waited(atMs)}; searches with metadata version ${after.scan.metadataVersion}`,
      ];
    if (before.scan.stage === Stage.transferring && stage === Stage.evaluating)
      return [`the metadata are there (version ${after.scan.metadataVersion}); searches with them`];
    return [];
  }

  #waited(atMs: number): string {
    const waitedMs = atMs - this.#askedMs;
    return waitedMs < AT_ONCE_MS ? 'at once' : `after ${this.#names.duration(waitedMs)}`;
  }

  /** What the evaluation found that it did not know. */
  #learned({ before, after }: ClientChapter): string[] {
    const slotsOf = (state: Compliance) =>
      after.updates.flatMap(({ known }, slot) =>
        known === state && known !== before.updates[slot]!.known ? [slot] : [],
      );
    const told: [Compliance, string][] = [
      [Compliance.required, 'required'],
      [Compliance.installed, 'installed'],
      [Compliance.notRequired, 'not required'],
      [Compliance.unknown, 'unknown, for its metadata are lost'],
    ];
    return told.flatMap(([state, words]) => {
      const slots = slotsOf(state);
      return slots.length === 0 ? [] : [`finds ${this.#names.updates(slots)} ${words}`];
    });
  }
}

/** The stages of a scan in their order. */
const STEPS: readonly number[] = [
  Stage.idle,
  Stage.locating,
  Stage.settling,
  Stage.atServer,
  Stage.transferring,
  Stage.evaluating,
];

/** Whether the scan under way is another one than before: its triggers tell, or that it began anew. */
export function isAnother(before: ScanFacts, after: ScanFacts): boolean {
  return before.running !== after.running || STEPS.indexOf(before.stage) > STEPS.indexOf(after.stage);
}

function whyFull(scan: ScanFacts): string {
  return scan.metadataVersion < 0 ? 'it has no metadata' : 'that server has another database';
}

/** `scan due by its schedule + scan cycle started by the user`. */
function wordsOf(triggers: number): string {
  return SCAN_TRIGGERS.filter((_, bit) => (triggers & (1 << bit)) !== 0)
    .map((trigger) => TRIGGERS[trigger])
    .join(' + ');
}
