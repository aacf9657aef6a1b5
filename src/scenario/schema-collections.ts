import { z } from 'zod';
import { Status } from '../model/site/state/deployment-status.ts';
import { Compliance } from '../model/updates/update-states.ts';
import {
  interval,
  listOf,
  listOfAny,
  name,
  oneOf,
  quantity,
  setting,
  share,
  windowDuration,
} from './fields.ts';
import { parseWindowRecurrence, type Recurrence } from './recurrence.ts';
import { updateFilter } from './schema-updates.ts';

/* Collections of clients, and when updates may be installed on their members. */

const windowSchedule = quantity<Recurrence>(
  parseWindowRecurrence,
  'recurrence, in UTC or client-local',
  'weekly on Sat at 22:00 client-local',
);

const maintenanceWindow = z.strictObject({
  name: z.prefault(name, 'maintenance window').meta({ description: 'What it is called.' }),
  for: setting(oneOf(['allDeployments', 'softwareUpdates']), 'allDeployments', {
    grade: 'documented',
    source: 'maintenance windows',
    meaning:
      'What it is for. Clients with any window for software updates leave those for all deployments out of account.',
  }),
  schedule: windowSchedule.meta({
    description: 'When it begins, in UTC or by the clock of each client ("client-local").',
  }),
  duration: setting(windowDuration, '3 h', {
    grade: 'documented',
    source: 'maintenance windows',
    meaning: 'How long it is open.',
  }),
});

export const maintenanceWindows = listOf(maintenanceWindow, 'maintenance windows', 0, 100);

const KINDS = ['workstation', 'laptop', 'server'] as const;
const STATUSES = Object.keys(Status) as [keyof typeof Status, ...(keyof typeof Status)[]];
const COMPLIANCES = Object.keys(Compliance) as [keyof typeof Compliance, ...(keyof typeof Compliance)[]];

const status = z.strictObject({
  deployment: name.meta({ description: 'One of "deployments".' }),
  states: z
    .array(oneOf(STATUSES))
    .min(1, { error: 'is empty; name at least one' })
    .meta({ description: 'What the console shows of them in that deployment.' }),
});

const compliance = z.strictObject({
  updates: updateFilter.meta({ description: 'Of one of which updates.' }),
  states: z
    .array(oneOf(COMPLIANCES))
    .min(1, { error: 'is empty; name at least one' })
    .meta({ description: 'Their compliance states as stored at their site.' }),
});

const part = z
  .strictObject({
    of: name.meta({ description: 'Collections with the same word here divide the clients in the same way.' }),
    from: z.prefault(share, '0 %').meta({ description: 'Where the part begins.' }),
    to: z
      .prefault(share, '100 %')
      .meta({ description: 'Where it ends: 1 % to 10 % are 9 % of the clients.' }),
  })
  .refine(({ from, to }) => from < to, { error: 'is no part: "from" is not below "to"' });

export const collection = z.strictObject({
  name: name.meta({ description: 'What deployments and actions call it.' }),
  groups: listOfAny(name).meta({ description: 'Clients of which groups; left out: of all.' }),
  products: listOfAny(name).meta({ description: 'Clients that run which products; left out: any.' }),
  kinds: listOfAny(oneOf(KINDS)).meta({ description: 'Which kinds of clients; left out: any.' }),
  locations: listOfAny(name).meta({ description: 'Clients at which locations; left out: anywhere.' }),
  sites: listOfAny(name).meta({
    description: 'Clients of which sites or sites below them; left out: of all.',
  }),
  share: z.optional(part).meta({ description: 'Only a fixed part of them, drawn client by client: a ring.' }),
  status: z.optional(status).meta({ description: 'Only clients with these states in a deployment.' }),
  compliance: z.optional(compliance).meta({ description: 'Only clients with these states of updates.' }),
  maintenanceWindows: z
    .prefault(maintenanceWindows, [])
    .meta({ description: 'When updates may be installed on its members and machines restarted.' }),
  evaluationInterval: setting(interval, '5 min', {
    grade: 'documented',
    source: 'incremental evaluation of collections',
    meaning: 'From a change that the site knows of to new members and members that go, at most.',
  }),
});
