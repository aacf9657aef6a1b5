import type { MessageFacts } from '../../model/stories/client-facts.ts';
import type { ClientChapter } from '../../model/stories/client-story.ts';
import { TOPICS, Topic } from '../../model/topics.ts';
import { visible } from '../../scenario/issue.ts';
import type { StoryNames } from '../explain/story-names.ts';
import { type ClientLog, type LogLine, line } from './client-log.ts';

/** Who raises the messages of a topic, and how its log names the topic (KB 3090265). */
const RAISED_BY: Record<Topic, readonly [ClientLog, string]> = {
  [Topic.deploymentCompliance]: ['UpdatesDeployment', 'Compliance'],
  [Topic.deploymentEnforcement]: ['UpdatesDeployment', 'Enforce'],
  [Topic.deploymentEvaluation]: ['UpdatesDeployment', 'Evaluate'],
  [Topic.updateEnforcement]: ['UpdatesDeployment', 'update enforcement'],
  [Topic.updateDetection]: ['UpdatesStore', 'update detection'],
  [Topic.scan]: ['ScanAgent', 'UpdateSource'],
};

/** State messages that the client raises: a line by whoever raises each, and one of StateMessage.log. */
export function messagesRaised(names: StoryNames, { before, after }: ClientChapter): LogLine[] {
  const count = after.messageSerial - before.messageSerial;
  if (count <= 0) return [];
  const seen = after.outbox.slice(-count);
  const gone = count - seen.length;
  return [
    ...Array.from({ length: gone }, () => line('StateMessage', 'State message recorded and sent at once')),
    ...seen.flatMap((message) => raised(names, message)),
  ];
}

function raised(names: StoryNames, { topic, subject, state, restartPending }: MessageFacts): LogLine[] {
  const { id, states } = TOPICS[topic];
  const [log, type] = RAISED_BY[topic];
  const about = subjectOf(names, topic, subject);
  const restart = restartPending ? ', restart pending' : '';
  return [
    line(
      log,
      `Raised state message of ${about}, TopicType = ${type}, StateId = ${state} (${states[state]}${restart})`,
    ),
    line(
      'StateMessage',
      `State message (State ID : ${state}) with TopicType ${id} and TopicId ${about} recorded`,
    ),
  ];
}

function subjectOf(names: StoryNames, topic: Topic, subject: number): string {
  if (topic === Topic.scan) return 'update source';
  const isOfUpdate = topic === Topic.updateDetection || topic === Topic.updateEnforcement;
  return isOfUpdate ? visible(names.catalogUpdate(subject).id) : names.deployment(subject);
}

/** Batches that leave the client, or come back. */
export function messagesSent(names: StoryNames, { events, before, after }: ClientChapter): LogLine[] {
  const sent = after.sentSerial - before.sentSerial;
  const point = names.managementPoint;
  if (sent > 0) return [line('StateMessage', `Forwarded State Messages to the MP ${point}: ${sent}`)];
  if (sent < 0)
    return [line('StateMessage', `MP ${point} failed, State Messages to send again: ${-sent}`, 'warning')];
  const isDue = events.some(({ kind }) => kind.name === 'state messages: batch is due');
  const isHeld = isDue && after.outbox.length > 0 && !after.isPosting && after.machine === 'works';
  return isHeld
    ? [
        line(
          'StateMessage',
          `MP ${point} does not take State Messages now: ${after.outbox.length} wait`,
          'warning',
        ),
      ]
    : [];
}
