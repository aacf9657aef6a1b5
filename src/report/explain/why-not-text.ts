import type { LackCause, WhyNot } from '../../model/stories/why-not.ts';
import type { Update } from '../../model/updates/catalog.ts';
import { visible } from '../../scenario/issue.ts';
import { groupThousands } from '../number.ts';
import { percent } from '../summary/figures.ts';

/** Why clients lack an update, in words. */
const CAUSES: Record<LackCause, string> = {
  noDeployment: 'no deployment brings it to their group',
  notTargeted: 'they are not in the collection of any deployment that brings it',
  left: 'they have left the fleet',
  updatesDisabled: 'software updates are disabled for them',
  noUpdatePoint: 'they have no software update point to scan at',
  notDeployed: 'no deployment that brings it exists at their site',
  neverReachedPolicy: 'the policy of the deployment has not reached them',
  pendingRestart: 'it is installed as far as it goes and waits for a restart',
  installing: 'the installation is under way',
  superseded: 'they know it as not required: another update supersedes it, or it is no longer offered',
  updateUnknownToClient: 'their metadata do not know it yet',
  waitingForContent: 'its content is nowhere that they may look',
  downloading: 'its content is being downloaded',
  waitingForDeadline: 'the deadline has not come, and no user has started it',
  waitingForUser: 'the deployment has no deadline, and no user has started it',
  noWindowLongEnough: 'no maintenance window to come is long enough for it',
  waitingForWindow: 'it waits for a maintenance window',
  waitingForReevaluation:
    'its installation failed or it went missing, and deployments have not been evaluated since',
  absentSinceDeadline: 'they are off, asleep or out of reach since the deadline',
  scanning: 'a scan is under way or waits',
  required: 'it is required, and nothing holds it back',
};

/** An update that somebody asked for, and how its clients stand to it. */
export interface AskedUpdate {
  readonly update: Update;
  readonly product: string;
  readonly answer: WhyNot;
}

/** `clientName`: how a client is called; `command`: what tells its story. */
export interface ClientWords {
  readonly clientName: (client: number) => string;
  readonly command: (client: number) => string;
}

/** The clients that lack an update by the end, grouped by cause, the largest group first, each with an example. */
export function whyNotText({ update, product, answer }: AskedUpdate, words: ClientWords): string {
  const { clientCount, installedCount, notRequiredCount, lacks } = answer;
  const lackCount = lacks.reduce((sum, { count }) => sum + count, 0);
  const applicable = clientCount - notRequiredCount;
  const title = update.title === '' ? update.id : update.title;
  const kb = title.includes(update.kb) ? '' : `${update.kb}, `;
  const name = visible(`${title} (${kb}${product})`);
  const others =
    notRequiredCount === 0
      ? ''
      : ` It does not apply to ${counted(notRequiredCount, 'other')}: they have what replaces it, or it is not offered.`;
  const head =
    applicable === 0
      ? `${name}: applies to none of the ${counted(clientCount, 'client')} of its product.`
      : `${name}: ${groupThousands(installedCount)} of the ${counted(applicable, 'client')} that it applies to have installed it by the end, ${groupThousands(lackCount)} ${lackCount === 1 ? 'has' : 'have'} not.${others}`;
  const width = Math.max(0, ...lacks.map(({ count }) => groupThousands(count).length));
  return [
    head,
    ...lacks.flatMap(({ cause, count, example }) => [
      `  ${groupThousands(count).padStart(width)}  ${percent(count / lackCount).padStart(6)}  ${CAUSES[cause]}`,
      `  ${' '.repeat(width)}          for example ${words.clientName(example)}: ${words.command(example)}`,
    ]),
  ].join('\n');
}

function counted(count: number, noun: string): string {
  return `${groupThousands(count)} ${noun}${count === 1 ? '' : 's'}`;
}
