import { CollectionMeasures } from '../measures/collection-measures.ts';
import { ComplianceRecorder } from '../measures/compliance-recorder.ts';
import { DeploymentRecorder } from '../measures/deployment-recorder.ts';
import { EnforcementRecorder } from '../measures/enforcement-recorder.ts';
import { IntervalRecorder } from '../measures/interval-recorder.ts';
import { OfferedLoad } from '../measures/offered-load.ts';
import { PackageMeasures } from '../measures/package-measures.ts';
import { UpdateComplianceRecorder } from '../measures/update-compliance-recorder.ts';
import type { ClientParts } from './agents.ts';
import type { Base } from './base.ts';
import type { ControlParts } from './control.ts';
import type { ImageParts } from './images.ts';
import type { RemoteAppParts } from './remoteapp.ts';
import type { SiteParts } from './sites.ts';
import type { World } from './world.ts';

/** What is written down at every interval. */
export function buildRecorders(
  base: Base,
  world: World,
  sites: SiteParts,
  agents: ClientParts,
  { imageMeasures }: ImageParts,
  control: ControlParts,
  remoteApp: RemoteAppParts | null,
) {
  const { scenario, simulation } = base;
  const {
    index,
    tree,
    versions,
    deployments,
    clients,
    lifetimes,
    memberships,
    measures,
    scanMeasures,
    messageMeasures,
    downloadMeasures,
    installationMeasures,
    restartMeasures,
    orchestrationMeasures,
    writeFilterMeasures,
    imagingMeasures,
    knowledge,
    updateCompliance,
  } = world;
  const {
    servers,
    network,
    replication,
    enforcementDatabase,
    packages,
    packageContents,
    distributionManager,
  } = sites;
  const { presence, updatePointMeasures } = agents;
  const { summaries, siteDeployments, alerts } = control;
  const book = simulation.state;
  const enforcement = new EnforcementRecorder(scenario, enforcementDatabase, book);
  const compliance = new ComplianceRecorder(
    deployments,
    memberships,
    measures,
    knowledge,
    enforcementDatabase.status,
    summaries,
    tree,
    book,
  );
  const updateStates = new UpdateComplianceRecorder(
    scenario,
    index,
    deployments,
    updateCompliance,
    tree,
    {
      hasUpdate: (site, update) => versions.hasUpdate(site, update),
      hasDeployment: (site, deployment) => replication.has(site, deployment),
      hasContent: (site, update) => packages.hasContent(update, tree.topOf[site]!),
    },
    book,
  );
  const deploymentStates = new DeploymentRecorder(deployments, siteDeployments, packages, alerts, book);
  const packageMeasures = new PackageMeasures(packageContents, packages, distributionManager, book);
  const collectionMeasures = new CollectionMeasures(memberships, book);
  const load = new OfferedLoad(scenario, clients, lifetimes, presence);
  const intervals = new IntervalRecorder(scenario, simulation, servers.stations, network, load, {
    clients: measures,
    compliance,
    updateStates,
    enforcement,
    scans: scanMeasures,
    updatePoints: updatePointMeasures,
    messages: messageMeasures,
    downloads: downloadMeasures,
    collections: collectionMeasures,
    deployments: deploymentStates,
    packages: packageMeasures,
    images: imageMeasures,
    installations: installationMeasures,
    restarts: restartMeasures,
    orchestrationGroups: orchestrationMeasures,
    writeFilters: writeFilterMeasures,
    imaging: imagingMeasures,
    remoteApp: remoteApp?.hosts?.recorder ?? null,
  });

  return {
    enforcement,
    compliance,
    updateStates,
    intervals,
    collectionMeasures,
    deploymentStates,
    packageMeasures,
  };
}
