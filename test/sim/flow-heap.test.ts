import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlowHeap } from '../../src/sim/flow-heap.ts';
import { StateBook } from '../../src/sim/state.ts';

const FLOW_COUNT = 200;

describe('a heap of flows', () => {
  it('has the least finish on top, the earlier start among equals, whatever is removed from its middle', () => {
    const finishes = fc.array(fc.nat(60), { minLength: FLOW_COUNT, maxLength: FLOW_COUNT });
    const removals = fc.array(fc.nat(FLOW_COUNT - 1), { maxLength: FLOW_COUNT });
    fc.assert(
      fc.property(finishes, removals, (finish, removed) => {
        const columns = {
          finish: Float64Array.from(finish),
          serials: Float64Array.from(finish, (_, flow) => flow),
          places: new Int32Array(FLOW_COUNT),
        };
        const heap = new FlowHeap(new StateBook(), 'test');
        for (let flow = 0; flow < FLOW_COUNT; flow++) heap.push(flow, columns);
        const present = new Set(finish.keys());
        for (const flow of removed) if (present.delete(flow)) heap.remove(flow, columns);
        const expected = [...present].sort((x, y) => finish[x]! - finish[y]! || x - y);
        const taken: number[] = [];
        while (heap.count > 0) {
          taken.push(heap.first);
          heap.remove(heap.first, columns);
        }
        expect(taken).toEqual(expected);
      }),
      { seed: 20240213, numRuns: 200 },
    );
  });
});
