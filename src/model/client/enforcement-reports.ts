import type { ReportedStates } from '../reported-states.ts';
import type { Scenario } from '../scenario.ts';
import { stateId, TOPICS, Topic } from '../topics.ts';
import { Actual, Compliance } from '../updates/update-states.ts';
import { type ClientUpdates, Enforcement, TO_INSTALL } from './client-updates.ts';
import { messageOf } from './message-pool.ts';
import type { StateMessages } from './state-messages.ts';
import { reportedStates } from './verbosity.ts';

const { deploymentCompliance, deploymentEnforcement, deploymentEvaluation, updateEnforcement } = Topic;
const OF_DEPLOYMENTS = [deploymentCompliance, deploymentEnforcement, deploymentEvaluation] as const;

/** Topic 300. */
const COMPLIANT = stateId(deploymentCompliance, 'compliant');
const NON_COMPLIANT = stateId(deploymentCompliance, 'non-compliant');

/** Topic 302. */
const ACTIVATED = stateId(deploymentEvaluation, 'activated');
const SUCCEEDED = stateId(deploymentEvaluation, 'succeeded');

/** Topic 301: where the enforcement of a deployment stands. */
const OfDeployment = {
  unknown: stateId(deploymentEnforcement, 'unknown'),
  installing: stateId(deploymentEnforcement, 'installing'),
  waitingForRestart: stateId(deploymentEnforcement, 'waiting for restart'),
  waitingForInstallation: stateId(deploymentEnforcement, 'waiting for another installation'),
  installed: stateId(deploymentEnforcement, 'installed'),
  pendingRestart: stateId(deploymentEnforcement, 'pending system restart'),
  failed: stateId(deploymentEnforcement, 'failed to install'),
  waitingForWindow: stateId(deploymentEnforcement, 'waiting for maintenance window'),
  waitingForOrchestration: stateId(deploymentEnforcement, 'waiting for orchestration'),
  downloading: stateId(deploymentEnforcement, 'downloading'),
  downloaded: stateId(deploymentEnforcement, 'downloaded'),
} as const;

/** Topic 402: the same of one update. */
const OfUpdate = {
  started: stateId(updateEnforcement, 'started'),
  waitingForContent: stateId(updateEnforcement, 'waiting for content'),
  waitingForInstallation: stateId(updateEnforcement, 'waiting for another installation'),
  waitingForRestart: stateId(updateEnforcement, 'restart required before installation'),
  installing: stateId(updateEnforcement, 'installing'),
  pendingRestart: stateId(updateEnforcement, 'pending system restart'),
  installed: stateId(updateEnforcement, 'installed'),
  failed: stateId(updateEnforcement, 'failed to install'),
  waitingForWindow: stateId(updateEnforcement, 'waiting for maintenance window'),
  pendingInstallation: stateId(updateEnforcement, 'pending installation'),
  downloading: stateId(updateEnforcement, 'downloading'),
  downloaded: stateId(updateEnforcement, 'downloaded'),
} as const;

/**
 * What a client reports of how it carries its deployments out: evaluation (topic 302), compliance (300) and enforcement
 * (301) of each deployment, enforcement of each of its updates (402), by the transitions that Microsoft documents
 * (domain, transitions). The deployment's verbosity filters; a state is raised only when it differs from the last one
 * raised. Where an update is in several deployments that have reached the client, the most talkative counts.
 */
export class EnforcementReports {
  readonly #updates: ClientUpdates;
  readonly #messages: StateMessages;
  readonly #raised: ReportedStates;
  /** Per deployment and topic: bits of the states that its verbosity lets through. */
  readonly #reported: Uint16Array;

  constructor(scenario: Scenario, updates: ClientUpdates, messages: StateMessages, raised: ReportedStates) {
    this.#updates = updates;
    this.#messages = messages;
    this.#raised = raised;
    this.#reported = Uint16Array.from(
      scenario.deployments.flatMap(({ verbosity }) =>
        TOPICS.map((_, topic) => reportedStates(verbosity, topic as Topic)),
      ),
    );
  }

  /** The deployment is active from now on, its evaluation begins. */
  activated(client: number, deployment: number): void {
    this.#raise(client, deploymentEvaluation, deployment, ACTIVATED, false);
  }

  /**
   * A scan has ended: each active deployment is evaluated, unless the metadata lack one of its updates. One that its
   * updates have been installed for is done as soon as it is compliant.
   */
  evaluated(client: number, soon: boolean): void {
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (!this.#updates.is(deployment, client, Enforcement.wanted | Enforcement.available)) continue;
      const compliance = this.#complianceOf(deployment, client);
      if (compliance < 0) continue;
      this.#raise(client, deploymentEvaluation, deployment, SUCCEEDED, soon);
      this.#raise(client, deploymentCompliance, deployment, compliance, soon);
      if (compliance === NON_COMPLIANT) {
        this.#reportContent(client, deployment);
        this.#reportFailure(client, deployment, soon);
      } else if (this.#updates.is(deployment, client, Enforcement.carriedOut)) {
        this.#raise(client, deploymentEnforcement, deployment, OfDeployment.installed, soon);
      }
    }
  }

  /** −1: the metadata lack an update of the deployment. */
  #complianceOf(deployment: number, client: number): number {
    let compliance = COMPLIANT;
    for (const slot of this.#updates.slotsOf(deployment, client)) {
      const known = this.#updates.states.known(client, slot);
      if (known === Compliance.unknown) return -1;
      if (known === Compliance.required) compliance = NON_COMPLIANT;
    }
    return compliance;
  }

  /** A scan has found an update installed that was required: only this completes it (domain, transitions). */
  updateInstalled(client: number, slot: number, soon: boolean): void {
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (!this.#concerns(deployment, client, slot)) continue;
      this.#updates.set(deployment, client, Enforcement.carriedOut);
    }
    this.#raiseOfUpdate(client, slot, OfUpdate.installed, soon);
  }

  /** No distribution point that the client may use has the content. */
  waitsForContent(client: number, slot: number): void {
    this.#raiseOfDownload(client, slot, OfUpdate.waitingForContent);
  }

  downloadBegins(client: number, slot: number): void {
    this.#raiseOfDownload(client, slot, OfUpdate.downloading);
  }

  #raiseOfDownload(client: number, slot: number, state: number): void {
    this.#raiseOfUpdate(client, slot, state, false);
    this.#raiseOfDeploymentsWith(client, slot, Enforcement.mayDownload, OfDeployment.downloading);
  }

  downloadEnds(client: number, slot: number): void {
    this.#raiseOfUpdate(client, slot, OfUpdate.downloaded, false);
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (!this.#isReported(deployment, deploymentEnforcement, OfDeployment.downloaded)) continue;
      if (this.#concerns(deployment, client, slot)) this.#reportContent(client, deployment);
    }
  }

  /** Of the deployments with the update of which `bit` holds. */
  #raiseOfDeploymentsWith(client: number, slot: number, bit: number, state: number): void {
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (!this.#isReported(deployment, deploymentEnforcement, state)) continue;
      if (!this.#updates.is(deployment, client, bit) || !this.#concerns(deployment, client, slot)) continue;
      this.#raiseIfNew(client, deploymentEnforcement, deployment, state, false);
    }
  }

  /** All content of a deployment is in the cache, perhaps by way of another deployment. */
  #reportContent(client: number, deployment: number): void {
    if (!this.#isReported(deployment, deploymentEnforcement, OfDeployment.downloaded)) return;
    const last = this.#raised.of(client, deploymentEnforcement, deployment);
    if (last !== OfDeployment.unknown && last !== OfDeployment.downloading) return;
    if (!this.#updates.is(deployment, client, Enforcement.mayDownload)) return;
    if (this.#updates.firstRequired(deployment, client, Actual.required) >= 0) return;
    if (this.#updates.firstRequired(deployment, client, Actual.cached) < 0) return;
    this.#raise(client, deploymentEnforcement, deployment, OfDeployment.downloaded, false);
  }

  /** What others of the deployment did since says nothing any more: one that failed is left. */
  #reportFailure(client: number, deployment: number, soon: boolean): void {
    const last = this.#raised.of(client, deploymentEnforcement, deployment);
    if (last !== OfDeployment.installing && last !== OfDeployment.pendingRestart) return;
    if (this.#updates.firstRequired(deployment, client, Actual.pendingRestart) >= 0) return;
    const { failed } = OfUpdate;
    const slots = this.#updates.slotsOf(deployment, client);
    if (!slots.some((slot) => this.#raised.of(client, updateEnforcement, slot) === failed)) return;
    this.#raise(client, deploymentEnforcement, deployment, OfDeployment.failed, soon);
  }

  /** The deadline has passed and everything is in the cache, but the client is at an installation of others. */
  waitsForInstallation(client: number, deployment: number): void {
    const { waitingForInstallation } = OfUpdate;
    this.#raiseOfWaiting(client, deployment, waitingForInstallation, OfDeployment.waitingForInstallation);
  }

  /** The same, but a restart has to complete earlier installations first. */
  waitsForRestart(client: number, deployment: number): void {
    const { waitingForRestart } = OfUpdate;
    this.#raiseOfWaiting(client, deployment, waitingForRestart, OfDeployment.waitingForRestart);
  }

  #raiseOfWaiting(client: number, deployment: number, ofUpdate: number, ofDeployment: number): void {
    for (const slot of this.#updates.slotsOf(deployment, client)) {
      if (!this.#updates.isRequired(client, slot, Actual.cached)) continue;
      this.#raiseOfUpdate(client, slot, ofUpdate, false);
    }
    this.#raise(client, deploymentEnforcement, deployment, ofDeployment, false);
  }

  installationBegins(client: number, slot: number): void {
    this.#raiseOfUpdate(client, slot, OfUpdate.started, false);
    this.#raiseOfUpdate(client, slot, OfUpdate.installing, false);
    this.#raiseOfDeploymentsWith(client, slot, TO_INSTALL, OfDeployment.installing);
  }

  /** What needs no restart is reported by the scan that follows. */
  installationEnds(client: number, slot: number): void {
    if (this.#updates.isRequired(client, slot, Actual.pendingRestart)) {
      this.#raiseOfUpdate(client, slot, OfUpdate.pendingRestart, false);
    }
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (!this.#concerns(deployment, client, slot)) continue;
      if (this.#updates.firstRequired(deployment, client, Actual.required) >= 0) continue;
      if (this.#updates.firstRequired(deployment, client, Actual.cached) >= 0) continue;
      if (this.#updates.firstRequired(deployment, client, Actual.pendingRestart) < 0) continue;
      this.#raise(client, deploymentEnforcement, deployment, OfDeployment.pendingRestart, false);
    }
  }

  /** It has failed, or was given up at the maximum run time. */
  installationFails(client: number, slot: number): void {
    this.#raiseOfUpdate(client, slot, OfUpdate.failed, false);
    this.#raiseOfDeploymentsWith(client, slot, TO_INSTALL, OfDeployment.failed);
  }

  /** Overdue and in the cache, but no maintenance window is open that holds the maximum run time. */
  waitsForWindow(client: number, slot: number): void {
    this.#raiseOfUpdate(client, slot, OfUpdate.waitingForWindow, false);
    this.#raiseOfDeploymentsWith(client, slot, TO_INSTALL, OfDeployment.waitingForWindow);
  }

  /** Overdue and in the cache, but the client has no place of its orchestration group. */
  waitsForOrchestration(client: number, slot: number): void {
    const { waitingForOrchestration } = OfDeployment;
    this.#raiseOfUpdate(client, slot, OfUpdate.pendingInstallation, false);
    this.#raiseOfDeploymentsWith(client, slot, Enforcement.deadline, waitingForOrchestration);
  }

  /** A scan has found that what had been given up waits for a restart now. */
  restartFound(client: number): void {
    for (let slot = 0; slot < this.#updates.slotCountOf(client); slot++) {
      if (this.#updates.isRequired(client, slot, Actual.pendingRestart)) this.installationEnds(client, slot);
    }
  }

  #isReported(deployment: number, topic: Topic, state: number): boolean {
    return ((this.#reported[deployment * TOPICS.length + topic]! >> state) & 1) === 1;
  }

  /** Whether the update belongs to the deployment, whose policy has reached the client. */
  #concerns(deployment: number, client: number, slot: number): boolean {
    return (
      this.#updates.is(deployment, client, Enforcement.policy) &&
      this.#updates.slotsOf(deployment, client).includes(slot)
    );
  }

  #raiseOfUpdate(client: number, slot: number, state: number, soon: boolean): void {
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (!this.#isReported(deployment, updateEnforcement, state)) continue;
      if (!this.#concerns(deployment, client, slot)) continue;
      return this.#raiseIfNew(client, updateEnforcement, slot, state, soon);
    }
  }

  #raise(client: number, topic: Topic, deployment: number, state: number, soon: boolean): void {
    if (!this.#isReported(deployment, topic, state)) return;
    this.#raiseIfNew(client, topic, deployment, state, soon);
  }

  /** A full report: everything that was raised last, once more. */
  repeat(client: number): void {
    const deployments = this.#updates.deploymentsOf(client);
    for (const deployment of deployments) {
      for (const topic of OF_DEPLOYMENTS) this.#repeat(client, topic, deployment);
    }
    const slots = new Set(deployments.flatMap((deployment) => this.#updates.slotsOf(deployment, client)));
    for (const slot of slots) this.#repeat(client, updateEnforcement, slot);
  }

  #repeat(client: number, topic: Topic, subject: number): void {
    const state = this.#raised.of(client, topic, subject);
    if (state !== 0) this.#messages.raise(client, messageOf(topic, subject, state), false);
  }

  #raiseIfNew(client: number, topic: Topic, subject: number, state: number, soon: boolean): void {
    if (this.#raised.of(client, topic, subject) === state) return;
    this.#raised.set(client, topic, subject, state);
    this.#messages.raise(client, messageOf(topic, subject, state), soon);
  }
}
