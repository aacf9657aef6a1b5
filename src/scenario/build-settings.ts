import type { Scenario } from '../model/scenario.ts';
import { DAY_MS } from './fields.ts';
import type { Parts } from './parts.ts';
import type { Mistakes } from './read.ts';

/** The client settings of a scenario without mistakes. */
export function clientSettingsOf(parts: Parts): Scenario['clientSettings'] {
  const written = parts.clientSettings!;
  const { days, from, to } = written.businessHours;
  return {
    policyPollMs: written.policyPoll,
    stateCycleMs: written.stateCycle,
    scanIntervalMs: Math.max(DAY_MS, written.scanInterval),
    scanJitter: written.scanJitter,
    firstScanDelay: written.firstScanDelay,
    scanTtlMs: written.scanTimeToLive,
    reevaluationIntervalMs: Math.max(DAY_MS, written.reevaluationInterval),
    reevaluationJitter: written.reevaluationJitter,
    restartCountdownMs: written.restartCountdown,
    restartFinalMs: 15 * 60_000,
    forcesRestart: true,
    graceMs: 0,
    usesAllDeploymentsWindows: false,
    lookAheadMs: 0,
    metered: 'block',
    cacheBytes: 5120 * 2 ** 20,
    cacheAgeMinMs: DAY_MS,
    businessHours: { weekdays: days, fromMs: from, toMs: to },
  };
}

/** Warns of schedules that Configuration Manager does not follow as they are written (domain, client settings). */
export function warnOfSchedules({ clientSettings }: Parts, mistakes: Mistakes): void {
  for (const key of ['scanInterval', 'reevaluationInterval'] as const) {
    if (clientSettings === undefined || clientSettings[key] >= DAY_MS) continue;
    mistakes.warn(
      ['clientSettings', key],
      'is less than a day; Configuration Manager takes that as one day, and so does this run',
    );
  }
}

/** The assumptions of a scenario without mistakes. */
export function assumptionsOf(parts: Parts): Scenario['assumptions'] {
  const written = parts.assumptions!;
  return {
    stateHighIntervalMs: written.stateHighInterval,
    scanRetryMs: written.scanRetry,
    scanRetriesMax: written.scanRetries,
    switchExtraMs: written.supSwitchExtra,
    shortCycleMs: written.shortCycle,
    lastKnownGoodMs: written.lastKnownGood,
    timeoutIsRetried: written.scanTimeoutIsRetried,
    sourceWait: written.sourceWait,
    sourceSettleMs: written.sourceSettle,
    scanStates: written.scanStates,
    stateRetryMs: written.stateRetry,
    scanTimeoutMs: written.scanTimeout,
    scanEvaluation: written.scanEvaluation,
    deltaMetadataBytes: written.deltaMetadata,
    deltaMetadataBytesPerUpdate: written.deltaMetadataPerUpdate,
    fullMetadataBytes: written.fullMetadata,
    locationRequestMs: written.locationRequest,
    distributionPointTryMs: 2 * 60_000,
    stalledTransferMs: 60 * 60_000,
    registration: { law: 'fixed', value: 0 },
    deletedAfterMs: 90 * DAY_MS,
    installFailureShare: { LCU: 0, DotNetCU: 0, SSU: 0, other: 0 },
    windowRestartMs: 5 * 60_000,
    wokenForMs: 2 * 60 * 60_000,
    filterSwitch: { law: 'fixed', value: 60_000 },
    installDuration: written.installDuration,
    restartNeeded: written.restartNeeded,
    contentRetryMs: written.contentRetry,
    restartDuration: written.restartDuration,
    availableDelay: written.availableDelay,
    catalogVersionForcesOnline: written.catalogVersionForcesOnline ?? parts.profile === 'cb2303',
    policyPollWork: written.policyPollWork,
  };
}
