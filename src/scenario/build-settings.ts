import type { OfflineServicing, RemoteAppService, Scenario } from '../model/scenario.ts';
import type { RunTimes } from './build-catalog.ts';
import { DAY_MS } from './fields.ts';
import type { Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { formatDuration } from './units.ts';

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
    restartFinalMs: written.restartFinal,
    forcesRestart: written.forcesRestart,
    graceMs: written.grace,
    usesAllDeploymentsWindows: written.usesAllDeploymentsWindows,
    lookAheadMs: written.lookAhead,
    metered: written.metered,
    cacheBytes: written.cacheSize,
    cacheAgeMinMs: written.cacheMinimumAge,
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

/** Warns of countdowns that leave no room for what they are made of. */
export function warnOfCountdown({ clientSettings }: Parts, mistakes: Mistakes): void {
  if (clientSettings === undefined) return;
  const { restartCountdown, restartFinal } = clientSettings;
  if (restartFinal <= restartCountdown) return;
  mistakes.warn(
    ['clientSettings', 'restartFinal'],
    `is more than the countdown that it is the last part of (${formatDuration(restartCountdown)})`,
  );
}

/** Of unread assumptions no run comes: then the values mean nothing. */
const UNREAD_RUN_TIMES: RunTimes = { featureUpdate: 0, LCU: 0, DotNetCU: 0, SSU: 0, other: 0 };

export function runTimesOf({ assumptions }: Parts): RunTimes {
  return assumptions?.maxRunTime ?? UNREAD_RUN_TIMES;
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
    distributionPointTryMs: written.distributionPointTry,
    stalledTransferMs: written.stalledTransfer,
    registration: written.registration,
    deletedAfterMs: written.deletedAfter,
    installFailureShare: written.installFailure,
    windowRestartMs: written.windowRestart,
    wokenForMs: written.wokenFor,
    filterSwitch: written.filterSwitch,
    installDuration: written.installDuration,
    restartNeeded: written.restartNeeded,
    contentRetryMs: written.contentRetry,
    restartDuration: written.restartDuration,
    availableDelay: written.availableDelay,
    catalogVersionForcesOnline: written.catalogVersionForcesOnline ?? parts.profile === 'cb2303',
    policyPollWork: written.policyPollWork,
    imagingDuration: written.imagingDuration,
    offlineServicing: offlineServicingOf(written.offlineServicing),
    remoteApp: remoteAppServiceOf(written.remoteApp),
  };
}

type WrittenAssumptions = NonNullable<Parts['assumptions']>;

function offlineServicingOf(written: WrittenAssumptions['offlineServicing']): OfflineServicing {
  const { copy, failure, growth, growthCleaned, ...others } = written;
  return {
    ...others,
    copyBytesPerSecond: copy,
    failureShare: failure,
    growthShare: growth,
    growthShareCleaned: growthCleaned,
  };
}

function remoteAppServiceOf(written: WrittenAssumptions['remoteApp']): RemoteAppService {
  const {
    idleTimeout,
    disconnectedTimeout,
    updateFixed,
    updatePerBatch,
    updateFailure,
    unsaved,
    unsavedIdle,
    uploadRate,
    ...others
  } = written;
  return {
    ...others,
    idleTimeoutMs: idleTimeout,
    disconnectedTimeoutMs: disconnectedTimeout,
    updateFixedMs: updateFixed,
    updatePerBatchMs: updatePerBatch,
    updateFailureShare: updateFailure,
    unsavedShare: unsaved,
    unsavedIdleShare: unsavedIdle,
    uploadBytesPerSecondMax: uploadRate,
  };
}
