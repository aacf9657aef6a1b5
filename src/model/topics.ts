/**
 * The topics of state messages about software updates, by the ids and names that Microsoft documents (domain, update
 * and deployment topics). A state is named by its place in `states`.
 */
export const TOPICS = [
  {
    id: 300,
    name: 'deployment compliance',
    states: ['unknown', 'compliant', 'non-compliant', 'conflict'],
  },
  {
    id: 301,
    name: 'deployment enforcement',
    states: [
      'unknown',
      'installing',
      'waiting for restart',
      'waiting for another installation',
      'installed',
      'pending system restart',
      'failed to install',
      'downloading',
      'downloaded',
      'failed to download',
      'waiting for maintenance window',
      'waiting for orchestration',
      'waiting for superseding update',
    ],
  },
  {
    id: 302,
    name: 'deployment evaluation',
    states: ['unknown', 'activated', 'succeeded', 'failed'],
  },
  {
    id: 402,
    name: 'update enforcement',
    states: [
      'unknown',
      'started',
      'waiting for content',
      'waiting for another installation',
      'waiting for maintenance window',
      'restart required before installation',
      'general failure',
      'pending installation',
      'installing',
      'pending system restart',
      'installed',
      'failed to install',
      'downloading',
      'downloaded',
      'failed to download',
    ],
  },
  {
    id: 500,
    name: 'update detection',
    states: ['unknown', 'not required', 'required', 'installed'],
  },
  {
    id: 501,
    name: 'scan',
    states: [
      'unknown',
      'waiting for catalogue location',
      'running',
      'complete',
      'pending retry',
      'failed',
      'complete with errors',
    ],
  },
] as const;

/** What a state message is about: its topic's place in `TOPICS`. */
export const Topic = {
  deploymentCompliance: 0,
  deploymentEnforcement: 1,
  deploymentEvaluation: 2,
  updateEnforcement: 3,
  updateDetection: 4,
  scan: 5,
} as const;
export type Topic = (typeof Topic)[keyof typeof Topic];

/** The topics before this one are about deployments: their compliance, enforcement and evaluation. */
export const DEPLOYMENT_TOPIC_COUNT = Topic.updateEnforcement;

/** The id of a state by its documented name. */
export function stateId<T extends Topic>(topic: T, name: (typeof TOPICS)[T]['states'][number]): number {
  return (TOPICS[topic].states as readonly string[]).indexOf(name);
}
