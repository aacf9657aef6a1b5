import type { Deployment, Scenario } from '../../../src/model/scenario.ts';
import { TOPICS, Topic } from '../../../src/model/topics.ts';
import type { Message } from '../witness.ts';
import { byClient, type Law, losesState, type Story } from './story.ts';

/** What clients report of their deployments and scans, and what is counted of it. */
export const ENFORCEMENT_LAWS: readonly Law[] = [
  {
    number: 24,
    text: 'A message about a deployment or its updates says something else than the last one about it, but for a full report, and nothing that the verbosity keeps back.',
    broken: idleTalk,
  },
  {
    number: 25,
    text: 'Clients per stored state of a deployment, update or scan equal a recount by the last messages stored.',
    broken: wrongStates,
  },
];

const ERRORS = ['301 6', '301 9', '302 3', '402 6', '402 11', '402 14'];
const SUCCESS = ['300 1', '300 2', '301 4', '301 5', '302 2', '402 9', '402 10'];

/** Topic and state by their documented ids: what a deployment of a verbosity lets through. */
export function letsThrough({ verbosity }: Deployment, topicAndState: string): boolean {
  if (verbosity === 'all') return true;
  if (verbosity === 'none') return false;
  return (
    ERRORS.includes(topicAndState) || (verbosity === 'successAndErrors' && SUCCESS.includes(topicAndState))
  );
}

function* idleTalk({ scenario, fleet, witness }: Story): Iterable<string> {
  const policies = byClient(witness.policies);
  const reportsInFull = scenario.sites.some(({ stateSystem }) => (stateSystem?.corruptShare ?? 0) > 0);
  const last = new Map<string, number>();
  for (const message of witness.raised) {
    const { atMs, client, topic, subject, state } = message;
    if (topic === Topic.updateDetection || topic === Topic.scan) continue;
    const says = `${TOPICS[topic].id} ${state}`;
    if (!reportsInFull && !losesState(scenario, fleet, client) && last.get(aboutOf(message)) === state)
      yield `client ${client}: ${says} of ${subject} again at ${atMs}`;
    last.set(aboutOf(message), state);
    const concerned =
      topic === Topic.updateEnforcement
        ? (policies.get(client) ?? []).flatMap(({ slots, deployment }) =>
            slots.includes(subject) ? deployment : [],
          )
        : [subject];
    if (!concerned.some((number) => letsThrough(scenario.deployments[number]!, says))) {
      yield `client ${client}: ${says} of ${subject} at ${atMs}`;
    }
  }
}

function* wrongStates({ scenario, fleet, witness }: Story): Iterable<string> {
  const { clients, lifetimes, memberships, updates, enforcementDatabase, policy } = fleet.parts;
  const last = new Map<string, Message>();
  if (scenario.initial.mode === 'steadyState') {
    for (let client = 0; client < clients.count; client++) {
      if (!policy.enables(client) || lifetimes.joinedMs(client) > 0) continue;
      const start = { atMs: 0, client, topic: Topic.scan, subject: 0, state: 3, restartPending: false };
      last.set(aboutOf(start), start);
    }
  }
  for (const message of witness.stored) {
    if (message.topic !== Topic.updateDetection) last.set(aboutOf(message), message);
  }
  for (const [about, { client }] of last) if (!memberships.isKnown(client)) last.delete(about);
  const counts = new Map<string, number>();
  for (const { client, topic, subject, state } of last.values()) {
    const what = topic === Topic.updateEnforcement ? updates.updateAt(client, subject) : subject;
    const at = `site ${siteOf(scenario, clients.groupOf[client]!)}, ${TOPICS[topic].id} of ${what}: ${state}`;
    counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  let counted = 0;
  for (const [site] of scenario.sites.entries()) {
    for (const [topic, { id, states }] of TOPICS.entries()) {
      for (const [subject] of subjectsOf(scenario, topic).entries()) {
        for (const [state] of states.entries()) {
          const count = enforcementDatabase.count(site, topic as Topic, subject, state);
          const recount = counts.get(`site ${site}, ${id} of ${subject}: ${state}`) ?? 0;
          if (count !== recount)
            yield `site ${site}, ${id} of ${subject}: ${count} in ${state}, not ${recount}`;
          counted += count;
        }
      }
    }
  }
  if (counted !== last.size) yield `${counted} counted, ${last.size} ever reported`;
}

function aboutOf({ client, topic, subject }: Message): string {
  return `${client} ${topic} ${subject}`;
}

function siteOf({ groups, sites }: Scenario, group: number): number {
  const { site } = groups[group]!;
  return sites[site]!.kind === 'secondary' ? sites[site]!.parent : site;
}

function subjectsOf({ deployments, catalog }: Scenario, topic: number): readonly unknown[] {
  if (topic === Topic.updateDetection) return [];
  if (topic === Topic.scan) return [null];
  return topic === Topic.updateEnforcement ? catalog.updates : deployments;
}
