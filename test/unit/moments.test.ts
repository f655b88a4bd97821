/** How moments are called: no two of one run by the same words. */
import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkpointTitle, exactEpoch, momentTitle, snapshotTitle, withinEpoch } from '../../preload/schema/moments'

/** 49 iterations per epoch. */
const pace = { trainExamples: 3100, batchSize: 64 }

describe('a moment', () => {
  it.each([
    [{ epoch: 15, iteration: 735 }, 'epoch 15'],
    [{ epoch: 15, iteration: 740 }, 'epoch 15.1 (iteration 740)'],
    [{ epoch: 15, iteration: 736 }, 'epoch 15.02 (iteration 736)'],
    [{ epoch: 15, iteration: 783 }, 'epoch 15.98 (iteration 783)'],
    [{ epoch: 0, iteration: 0 }, 'epoch 0']
  ])('%o is "%s"', (moment, title) => {
    expect(momentTitle(moment, pace)).toBe(title)
  })

  it('is its whole epochs, and its iteration, where epochs have other numbers of iterations', () => {
    expect(momentTitle({ epoch: 5, iteration: 110 }, pace)).toBe('epoch 5 (iteration 110)')
    expect(momentTitle({ epoch: 5, iteration: 98 }, pace)).toBe('epoch 5 (iteration 98)')
    expect(exactEpoch({ epoch: 5, iteration: 98 }, pace)).toBe(5)
  })

  it('inside an epoch never reads as its end', () => {
    fastCheck.assert(
      fastCheck.property(fastCheck.integer({ min: 2, max: 5000 }), fastCheck.nat(1_000_000), (batches, iteration) => {
        const title = withinEpoch(iteration / batches)
        expect(Number.isInteger(Number(title))).toBe(iteration % batches === 0)
      })
    )
  })
})

describe('titles', () => {
  it('name a checkpoint and its moment', () => {
    expect(checkpointTitle('final', { epoch: 15, iteration: 740 }, pace)).toBe('final · epoch 15.1 (iteration 740)')
    expect(checkpointTitle('last-good', null, pace)).toBe('last good')
  })

  it('say of an import, which has no epochs, what it is alone', () => {
    expect(checkpointTitle('final', { epoch: 0, iteration: 0 }, { trainExamples: 10, batchSize: null })).toBe('final')
  })

  it('number alternations as alternations, and other snapshots as snapshots', () => {
    const moment = { epoch: 5, iteration: 245 }
    expect(snapshotTitle({ index: 7, alternation: 3, ...moment }, pace)).toBe('alternation 3 · epoch 5')
    expect(snapshotTitle({ index: 4, alternation: null, ...moment }, pace)).toBe('snapshot 4 · epoch 5')
  })
})
