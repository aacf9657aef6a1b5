import { buildAgents } from './agents.ts';
import type { Base } from './base.ts';
import { connectParts } from './connections.ts';
import { buildControl } from './control.ts';
import { buildImages } from './images.ts';
import { buildRecorders } from './recorders.ts';
import { buildRemoteApp } from './remoteapp.ts';
import { buildSites } from './sites.ts';
import { buildWorld } from './world.ts';

export type FleetParts = ReturnType<typeof assembled>;

/** Every part of a fleet, each given what it needs. */
export function buildParts(base: Base): FleetParts {
  const parts = assembled(base);
  connectParts(parts);
  return parts;
}

function assembled(base: Base) {
  const world = buildWorld(base);
  const sites = buildSites(base, world);
  const agents = buildAgents(base, world, sites);
  const images = buildImages(base, world, sites);
  const remoteApp = buildRemoteApp(base, world, sites);
  const control = buildControl(base, world, sites, agents, remoteApp, images);
  const recorders = buildRecorders(base, world, sites, agents, images, control, remoteApp);
  return { ...world, ...sites, ...agents, ...images, ...control, ...recorders, remoteApp };
}
