import { Stage as DownloadStage } from '../../model/client/download-stages.ts';
import { Overrun } from '../../model/client/installation.ts';
import { Stage as OrchestrationStage } from '../../model/client/orchestration-member.ts';
import { FilterPhase } from '../../model/client/write-filter.ts';
import type { ClientChapter } from '../../model/stories/client-story.ts';
import { Actual } from '../../model/updates/update-states.ts';
import type { StoryNames } from '../explain/story-names.ts';
import { type LogLine, line, updateText } from './client-log.ts';

/** Downloads and installations that have come to an end. */
export function workEnds(names: StoryNames, chapter: ClientChapter): LogLine[] {
  return [...downloadEnds(names, chapter), ...installationEnds(names, chapter)];
}

/** What the client goes on with: the next download, the next installation, and what holds it back. */
export function workBegins(names: StoryNames, chapter: ClientChapter): LogLine[] {
  return [
    ...downloadGoesOn(names, chapter),
    ...windowWaits(names, chapter),
    ...orchestration(names, chapter),
    ...filter(chapter),
    ...installationBegins(names, chapter),
  ];
}

function downloadEnds(names: StoryNames, { before, after }: ClientChapter): LogLine[] {
  const was = before.work;
  if (was.downloadStage === DownloadStage.idle) return [];
  const isOver =
    after.work.downloadStage === DownloadStage.idle || after.work.downloadSlot !== was.downloadSlot;
  if (!isOver) return [];
  const content = contentOf(names, was.downloadSlot);
  if (after.updates[was.downloadSlot]!.actual === Actual.required)
    return [line('CAS', `Download of content ${content} cancelled`, 'warning')];
  return [
    line(
      'ContentTransferManager',
      `CTM job of content ${content} successfully processed download completion`,
    ),
    line('CAS', `Download completed for content ${content}`),
  ];
}

function downloadGoesOn(names: StoryNames, { before, after }: ClientChapter): LogLine[] {
  const { downloadStage: stage, downloadSlot: slot, downloadSource, downloadRestBytes } = after.work;
  const isNew = slot !== before.work.downloadSlot || before.work.downloadStage === DownloadStage.idle;
  if (stage === DownloadStage.idle || (stage === before.work.downloadStage && !isNew)) return [];
  const content = contentOf(names, slot);
  const { sizeBytes } = names.catalogUpdate(slot);
  const lines = isNew
    ? [
        line('UpdatesHandler', `Initiating download of update (${names.catalogUpdate(slot).id})`),
        line('CAS', `Requesting content ${content}, ${sizeBytes} bytes`),
      ]
    : [];
  switch (stage) {
    case DownloadStage.locating:
      return [...lines, line('ContentTransferManager', `Queued location request for content ${content}`)];
    case DownloadStage.transferring:
    case DownloadStage.fetching: {
      const source = names.contentSource(downloadSource);
      const rest = `${Math.round(downloadRestBytes)} bytes to go`;
      return [
        ...lines,
        line('LocationServices', `Content location of ${content}: '${source}'`),
        line(
          'ContentTransferManager',
          `CTM job of content ${content} started download from '${source}', ${rest}`,
        ),
      ];
    }
    case DownloadStage.waitingForContent:
      return [
        ...lines,
        line('LocationServices', `No content location of ${content}: waiting for content`, 'warning'),
      ];
    case DownloadStage.waitingForPeers:
      return [...lines, line('ContentTransferManager', `Waiting for a peer that has content ${content}`)];
    default:
      return [...lines, line('ContentTransferManager', `CTM job of content ${content} suspended`, 'warning')];
  }
}

function installationEnds(names: StoryNames, { before, after }: ClientChapter): LogLine[] {
  const was = before.work;
  const is = after.work;
  if (is.installationOverrun === Overrun.running && was.installationOverrun !== Overrun.running) {
    const { runTimeMaxMs } = names.catalogUpdate(is.installationSlot);
    const text = `Installation of ${updateText(names, is.installationSlot)} timed out after ${names.duration(runTimeMaxMs)}`;
    return [line('UpdatesHandler', text, 'error')];
  }
  const slot = was.installationSlot;
  if (slot < 0 || slot === is.installationSlot) return [];
  const update = updateText(names, slot);
  const { actual, isSetAside } = after.updates[slot]!;
  if (actual === Actual.installed || actual === Actual.pendingRestart) {
    const restart = actual === Actual.pendingRestart ? ', reboot required' : '';
    return [
      line('WUAHandler', `Installation of updates completed: ${update}${restart}`),
      line('UpdatesHandler', `Update (${names.catalogUpdate(slot).id}) installed${restart}`),
    ];
  }
  if (isSetAside) return [line('UpdatesHandler', `Installation of ${update} failed`, 'error')];
  return [line('UpdatesHandler', `Installation of ${update} broken off, to begin anew`, 'warning')];
}

function installationBegins(names: StoryNames, { before, after }: ClientChapter): LogLine[] {
  const was = before.work;
  const is = after.work;
  if (is.installationSlot >= 0 && is.installationSlot !== was.installationSlot) {
    const update = updateText(names, is.installationSlot);
    return [
      line(
        'UpdatesHandler',
        `Initiating installation of update (${names.catalogUpdate(is.installationSlot).id})`,
      ),
      line('WUAHandler', `Installation of updates started: ${update}`),
    ];
  }
  if (is.installationRestMs >= 0 && was.installationRestMs < 0)
    return [line('UpdatesHandler', 'Installation suspended', 'warning')];
  if (is.installationRestMs < 0 && was.installationRestMs >= 0)
    return [line('UpdatesHandler', 'Installation resumed')];
  return [];
}

function windowWaits(names: StoryNames, { atMs, before, after, around }: ClientChapter): LogLine[] {
  if (!after.work.waitsForWindow || before.work.waitsForWindow || around.window === null) return [];
  const { remainingMs, nextMs } = around.window;
  const open =
    remainingMs > 0 ? `only ${names.duration(remainingMs)} of the window left` : 'no window is open';
  const next = nextMs === Infinity ? 'no next one' : `next at ${names.clockTime(nextMs, atMs)} UTC`;
  return [
    line('ServiceWindowManager', `Program cannot run now: ${open}, ${next}`),
    line('UpdatesDeployment', 'Installation waits for a service window'),
  ];
}

const ORCHESTRATION: Record<number, string> = {
  [OrchestrationStage.apart]: 'Lock needed, the site cannot be reached',
  [OrchestrationStage.waiting]: 'Lock requested',
  [OrchestrationStage.called]: 'Lock granted while away',
  [OrchestrationStage.before]: 'Lock acquired, pre-script runs',
  [OrchestrationStage.holding]: 'Lock held',
  [OrchestrationStage.after]: 'Post-script runs',
  [OrchestrationStage.failed]: 'Failed, lock released: waits for the reset of the group',
};

function orchestration(names: StoryNames, { before, after }: ClientChapter): LogLine[] {
  const is = after.work.orchestrationStage;
  if (is < 0 || is === before.work.orchestrationStage) return [];
  const text = `Orchestration group ${names.orchestrationGroup()}: ${ORCHESTRATION[is] ?? 'Lock released'}`;
  return [line('MaintenanceCoordinator', text, is === OrchestrationStage.failed ? 'error' : 'information')];
}

const FILTER: Record<number, string> = {
  [FilterPhase.on]: 'Write filter is on, servicing mode ended',
  [FilterPhase.switchingOff]: 'Write filter is being disabled',
  [FilterPhase.restartingToServicing]: 'Restart to servicing mode',
  [FilterPhase.servicing]: 'In servicing mode, write filter is off',
  [FilterPhase.switchingOn]: 'Write filter is being enabled',
  [FilterPhase.restartingToNormal]: 'Restart out of servicing mode',
};

function filter({ before, after }: ClientChapter): LogLine[] {
  const is = after.work.filterPhase;
  return is < 0 || is === before.work.filterPhase ? [] : [line('RebootCoordinator', FILTER[is]!)];
}

/** The content of an update is named after it, in its version, as in CAS.log. */
function contentOf(names: StoryNames, slot: number): string {
  return `${names.catalogUpdate(slot).id}.1`;
}
