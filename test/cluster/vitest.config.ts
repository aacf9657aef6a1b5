import { defineConfig } from 'vitest/config';

/** Tests that start a cluster: apart from the others, as they need root and more packages. */
export default defineConfig({
  test: { include: ['test/cluster/**/*.cluster.ts'], testTimeout: 300_000, hookTimeout: 60_000 },
});
