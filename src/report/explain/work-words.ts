import { Stage as DownloadStage } from '../../model/client/download-stages.ts';
import { Enforcement } from '../../model/client/enforcement.ts';
import { Overrun } from '../../model/client/installation.ts';
import { Stage as OrchestrationStage } from '../../model/client/orchestration-member.ts';
import { Stage as RestartStage } from '../../model/client/restart.ts';
import { FilterPhase } from '../../model/client/write-filter.ts';
import type { ClientChapter } from '../../model/stories/client-story.ts';
import { Actual } from '../../model/updates/update-states.ts';
import { groupThousands } from '../number.ts';
import type { StoryNames } from './story-names.ts';

const MEGABYTE = 1_000_000;

/** What is told of downloads, installations, restarts and what holds them back. */
export class WorkWords {
  readonly #names: StoryNames;

  constructor(names: StoryNames) {
    this.#names = names;
  }

  tell(chapter: ClientChapter): string[] {
    return [
      ...this.#updates(chapter),
      ...this.#download(chapter),
      ...this.#installation(chapter),
      ...this.#window(chapter),
      ...this.#restart(chapter),
      ...this.#filter(chapter),
      ...this.#orchestration(chapter),
    ];
  }

  /** What becomes true of updates on the machine. */
  #updates(chapter: ClientChapter): string[] {
    const moves = new Map<string, number[]>();
    chapter.after.updates.forEach(({ actual }, slot) => {
      const was = chapter.before.updates[slot]!.actual;
      const words = was === actual ? null : this.#move(chapter, slot, was, actual);
      if (words !== null) moves.set(words, [...(moves.get(words) ?? []), slot]);
    });
    return [...moves].map(([words, slots]) => `${this.#names.updates(slots)} ${words}`);
  }

  #move(chapter: ClientChapter, slot: number, was: Actual, is: Actual): string | null {
    const { before, after } = chapter;
    const isOf = (name: string) => chapter.events.some(({ kind }) => kind.name === name);
    const wasInOverlay = before.updates[slot]!.isInOverlay && !after.updates[slot]!.isInOverlay;
    if (is === Actual.required) {
      if (wasInOverlay)
        return 'was only in the overlay of the write filter, and the restart has emptied that: required again';
      if (was === Actual.cached) {
        const isEmptied = after.work.filterPhase >= 0 && before.machine === 'restarts';
        return isEmptied
          ? 'is lost from the cache, for the restart has emptied the overlay'
          : 'has left the cache';
      }
      if (was === Actual.installed) return 'goes missing: left so until the deployments are evaluated again';
      return before.isInFleet ? 'is required from now on' : 'is required';
    }
    if (is === Actual.cached) return isOf('download: content is located') ? null : 'is in the cache';
    if (is === Actual.pendingRestart) return 'is installed as far as it goes and needs a restart';
    if (is === Actual.installed) {
      if (was === Actual.pendingRestart) return 'is installed: the restart completes it';
      const overlay = after.updates[slot]!.isInOverlay ? ', in the overlay of the write filter only' : '';
      return `is installed${overlay}`;
    }
    return isOf('update expires')
      ? 'has expired: not required any more'
      : 'is not required any more: it is superseded';
  }

  #download({ before, after }: ClientChapter): string[] {
    const { downloadStage: stage, downloadSlot: slot } = after.work;
    const was = before.work;
    if (stage === was.downloadStage && (slot === was.downloadSlot || stage === DownloadStage.idle)) return [];
    if (stage === DownloadStage.idle) {
      const isThere = after.updates[was.downloadSlot]!.actual !== Actual.required;
      return isThere
        ? []
        : [`the download of ${this.#names.update(was.downloadSlot)} is given up: nothing wants it now`];
    }
    const update = this.#names.update(slot);
    const rest = `${groupThousands(after.work.downloadRestBytes / MEGABYTE)} MB`;
    switch (stage) {
      case DownloadStage.locating:
        return [`asks where the content of ${update} is`];
      case DownloadStage.transferring:
      case DownloadStage.fetching:
        return [`downloads ${update} from ${this.#names.contentSource(after.work.downloadSource)}, ${rest}`];
      case DownloadStage.waitingForContent:
        return [`the content of ${update} is nowhere that it may look: waits for it`];
      case DownloadStage.waitingForPeers:
        return [`waits for a peer that has ${update}`];
      default:
        return [`the download of ${update} waits, with ${rest} to come, until servers can be reached`];
    }
  }

  #installation({ before, after }: ClientChapter): string[] {
    const was = before.work;
    const is = after.work;
    const lines: string[] = [];
    if (is.installationOverrun === Overrun.running && was.installationOverrun !== Overrun.running) {
      const maxMs = this.#names.catalogUpdate(is.installationSlot).runTimeMaxMs;
      lines.push(
        `the installation of ${this.#names.update(is.installationSlot)} exceeds its maximum run time of ${this.#names.duration(maxMs)}: given up, though the operating system goes on`,
      );
    }
    if (is.installationRestMs >= 0 && was.installationRestMs < 0)
      lines.push(`the installation pauses, ${this.#names.duration(is.installationRestMs)} before its end`);
    if (is.installationRestMs < 0 && was.installationRestMs >= 0) lines.push('the installation goes on');
    if (is.installationSlot === was.installationSlot) return lines;
    if (was.installationSlot >= 0) lines.push(...this.#installed(before, after));
    if (is.installationSlot >= 0) lines.push(`installs ${this.#names.update(is.installationSlot)}`);
    return lines;
  }

  #installed(before: ClientChapter['before'], after: ClientChapter['after']): string[] {
    const slot = before.work.installationSlot;
    const { actual, isSetAside } = after.updates[slot]!;
    if (actual === Actual.installed || actual === Actual.pendingRestart) return [];
    if (isSetAside)
      return [
        `the installation of ${this.#names.update(slot)} fails: set aside until the deployments are evaluated again or the next maintenance window opens`,
      ];
    return [`the installation of ${this.#names.update(slot)} was broken off and has to begin anew`];
  }

  #window({ atMs, before, after, around }: ClientChapter): string[] {
    if (!after.work.waitsForWindow || before.work.waitsForWindow || around.window === null) return [];
    const { remainingMs, nextMs } = around.window;
    const open =
      remainingMs > 0
        ? `only ${this.#names.duration(remainingMs)} of the maintenance window are left`
        : 'no maintenance window is open';
    const next =
      nextMs === Infinity ? 'none follows' : `the next begins at ${this.#names.clockTime(nextMs, atMs)}`;
    return [`may not install now: ${open}; ${next}`];
  }

  #restart(chapter: ClientChapter): string[] {
    const { atMs, before, after, around } = chapter;
    const was = before.work.restartStage;
    const is = after.work.restartStage;
    if (was === is) return this.#boot(chapter);
    const atTime = () => this.#names.clockTime(after.work.restartStepMs, atMs);
    switch (is) {
      case RestartStage.countdown:
        return [`the signed-in user is told that the machine restarts at ${atTime()}`];
      case RestartStage.userCountdown:
        return [`the signed-in user is told of the restart, and will make it at ${atTime()}`];
      case RestartStage.waitsForUser:
        return [
          `needs a restart, but may not make it by itself (${this.#whyNotByItself(after)}): waits for its user`,
        ];
      case RestartStage.waitsForWindow: {
        const nextMs = around.window?.nextMs ?? Infinity;
        const next =
          nextMs === Infinity ? 'none follows' : `the next begins at ${this.#names.clockTime(nextMs, atMs)}`;
        return [`needs a restart, which has to wait for a maintenance window: ${next}`];
      }
      case RestartStage.restarting:
        return [`restarts ${whoRestarts(chapter)}; up again at ${atTime()}`];
      default:
        return was === RestartStage.restarting ? ['is up again'] : this.#boot(chapter);
    }
  }

  /** A boot that nobody made for the updates completes them too. */
  #boot({ before, after }: ClientChapter): string[] {
    const isCompleted = after.updates.some(
      ({ actual }, slot) =>
        actual === Actual.installed && before.updates[slot]!.actual === Actual.pendingRestart,
    );
    const isOwn = before.work.restartStage === RestartStage.restarting;
    return isCompleted && !isOwn ? ['the boot after the shutdown is the restart that was needed'] : [];
  }

  #whyNotByItself(after: ClientChapter['after']): string {
    const { scenario, group } = this.#names;
    if (!scenario.clientSettings.forcesRestart) return 'the client settings force no restart';
    const due = after.deployments.filter(({ bits }) => (bits & Enforcement.deadline) !== 0);
    if (due.length === 0) return 'the deadline has not passed';
    const suppresses = due.some(({ deployment }) => {
      const { suppressRestart } = scenario.deployments[deployment]!.options;
      return group.kind === 'server' ? suppressRestart.servers : suppressRestart.workstations;
    });
    return suppresses ? 'the deployment suppresses restarts' : 'no deployment past its deadline asks for it';
  }

  #filter({ before, after }: ClientChapter): string[] {
    const is = after.work.filterPhase;
    if (is === before.work.filterPhase || is < 0) return [];
    switch (is) {
      case FilterPhase.switchingOff:
        return ['the write filter is switched off, for the deployment commits its changes'];
      case FilterPhase.restartingToServicing:
        return ['the write filter is off after the restart'];
      case FilterPhase.servicing:
        return ['is in servicing mode, with its write filter off'];
      case FilterPhase.switchingOn:
        return ['nothing is left to do in servicing mode: the write filter is switched on again'];
      case FilterPhase.restartingToNormal:
        return ['the write filter is on after the restart'];
      default:
        return ['the write filter is on again: what is installed stays'];
    }
  }

  #orchestration({ before, after }: ClientChapter): string[] {
    const is = after.work.orchestrationStage;
    if (is === before.work.orchestrationStage || is < 0) return [];
    const group = `the orchestration group ${this.#names.orchestrationGroup()}`;
    switch (is) {
      case OrchestrationStage.apart:
        return [`has to ask ${group} for a place, but reaches nobody`];
      case OrchestrationStage.waiting:
        return [`may not install without a place in ${group}: asks for one`];
      case OrchestrationStage.called:
        return [`is given a place in ${group} while it is away`];
      case OrchestrationStage.before:
        return [`has a place in ${group}: runs the script before the installation`];
      case OrchestrationStage.holding:
        return [`holds its place in ${group}`];
      case OrchestrationStage.after:
        return ['runs the script after the installation'];
      case OrchestrationStage.failed:
        return [`something failed: ${group} stops, and the client waits until it is reset`];
      default:
        return before.work.orchestrationStage === OrchestrationStage.failed
          ? [`${group} is reset`]
          : [`gives its place in ${group} back`];
    }
  }
}

function whoRestarts({ before, after }: ClientChapter): string {
  const was = before.work.restartStage;
  const { filterPhase } = after.work;
  if (filterPhase === FilterPhase.servicing) return 'at once, as it does in servicing mode';
  if (filterPhase === FilterPhase.restartingToServicing || filterPhase === FilterPhase.restartingToNormal)
    return 'for its write filter';
  if (was === RestartStage.userCountdown || was === RestartStage.waitsForUser) {
    return after.work.restartMetUser || was === RestartStage.waitsForUser ? 'by its user' : 'at once';
  }
  return was === RestartStage.countdown ? 'at the end of the countdown' : 'at once, for nobody is signed in';
}
