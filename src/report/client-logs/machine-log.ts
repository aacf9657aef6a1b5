import { Stage as RestartStage } from '../../model/client/restart.ts';
import type { ClientChapter } from '../../model/stories/client-story.ts';
import type { StoryNames } from '../explain/story-names.ts';
import { type LogLine, line } from './client-log.ts';

const LEAVES = {
  outside: 'the client leaves the fleet',
  restarts: 'the machine restarts',
  shutdown: 'the machine shuts down',
} as const;

/** When the service of the client runs, and when it reaches nobody. */
export function machineLines({ before, after }: ClientChapter): LogLine[] {
  const [was, is] = [before.machine, after.machine];
  if (was === is) return [];
  const comes =
    was === 'offNetwork' ? [line('LocationServices', 'Network change: servers can be reached again')] : [];
  switch (is) {
    case 'works':
      if (was === 'offNetwork') return comes;
      return [line('CcmExec', was === 'sleep' ? 'System resumes from sleep' : 'Service started')];
    case 'sleep':
      return [...comes, line('CcmExec', 'System goes to sleep')];
    case 'offNetwork':
      return [
        ...(was === 'sleep' ? [line('CcmExec', 'System resumes from sleep')] : []),
        ...(was === 'outside' || was === 'shutdown' || was === 'restarts'
          ? [line('CcmExec', 'Service started')]
          : []),
        line('LocationServices', 'Network change: no server can be reached', 'warning'),
      ];
    default:
      return was === 'outside' ? [] : [...comes, line('CcmExec', `Service stops: ${LEAVES[is]}`)];
  }
}

/** What RebootCoordinator makes of a restart that is needed. */
export function restartLines(names: StoryNames, { atMs, before, after, around }: ClientChapter): LogLine[] {
  const is = after.work.restartStage;
  if (is === before.work.restartStage) return [];
  const at = () => `${names.clockTime(after.work.restartStepMs, atMs)} UTC`;
  const told = (text: string) => [line('RebootCoordinator', text)];
  switch (is) {
    case RestartStage.countdown:
      return told(`Reboot required, user is notified: reboot deadline ${at()}`);
    case RestartStage.userCountdown:
      return told(`Reboot required, user is notified and will restart at ${at()}`);
    case RestartStage.waitsForUser:
      return told('Reboot required, not allowed by itself: waits for the user');
    case RestartStage.waitsForWindow: {
      const nextMs = around.window?.nextMs ?? Infinity;
      const next = nextMs === Infinity ? 'none follows' : `next at ${names.clockTime(nextMs, atMs)} UTC`;
      return told(`Reboot required, waits for a service window: ${next}`);
    }
    case RestartStage.restarting:
      return told(`Reboot initiated, up again at ${at()}`);
    default:
      return before.work.restartStage === RestartStage.restarting ? told('Reboot completed') : [];
  }
}
