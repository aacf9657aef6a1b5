import { Status } from '../../../src/model/site/state/deployment-status.ts';
import { TOPICS, Topic } from '../../../src/model/topics.ts';
import { statusBy } from '../console-status.ts';
import { type Law, rowsOf, type Story } from './story.ts';

/** What the console says of the clients of a deployment. */
export const STATUS_LAWS: readonly Law[] = [
  {
    number: 29,
    text: 'Clients per deployment and status of the console equal a recount by the last messages stored, and add up to the members.',
    broken: wrongStatus,
  },
];

function* wrongStatus(story: Story): Iterable<string> {
  yield* wrongRecount(story);
  for (const row of rowsOf(story.result.compliance)) {
    const parts = [row('statusSuccess'), row('statusInProgress'), row('statusError'), row('statusUnknown')];
    const name = `deployment ${row('deployment')}, group ${row('group')} at ${row('t')}`;
    if (story.scenario.sites[row('site')]!.kind === 'centralAdministration') {
      if (parts.some((clients) => clients !== -1)) yield `${name}: kept at a central administration site`;
    } else if (parts.reduce((sum, clients) => sum + clients, 0) !== row('members')) {
      yield `${name}: ${parts} of ${row('members')}`;
    }
  }
}

function* wrongRecount({ fleet, witness }: Story): Iterable<string> {
  const { clients, deployments, memberships, enforcementDatabase } = fleet.parts;
  const last = new Map<string, number>();
  for (const { client, topic, subject, state } of witness.stored) {
    if (topic === Topic.updateEnforcement || topic === Topic.updateDetection) continue;
    last.set(`${client} ${TOPICS[topic].id} ${subject}`, state);
  }
  const counts = new Map<string, number>();
  for (let client = 0; client < clients.count; client++) {
    const group = clients.groupOf[client]!;
    const ofScans = last.get(`${client} 501 0`) ?? 0;
    for (const deployment of memberships.deploymentsOf(client)) {
      const of = (id: number) => last.get(`${client} ${id} ${deployment}`) ?? 0;
      const at = `${deployments.cell(deployment, group)} ${statusBy(of(300), of(301), of(302), ofScans)}`;
      counts.set(at, (counts.get(at) ?? 0) + 1);
    }
  }
  for (let cell = 0; cell < deployments.count * deployments.groupCount; cell++) {
    for (const [name, status] of Object.entries(Status)) {
      const count = enforcementDatabase.status.count(cell, status);
      const recount = counts.get(`${cell} ${name}`) ?? 0;
      if (count !== recount) yield `cell ${cell}: ${count} ${name}, not ${recount}`;
    }
  }
}
