/** `maskscope model`: what each node of a network costs, and how much of that a snapshot's masks use. */
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { describeWithPython } from '../fixtures/python'
import { expectModelRecomputed } from '../fixtures/recomputed-model'
import { sharedTraining, type SharedTraining } from '../fixtures/shared-training'
import { temporaryFolder } from '../fixtures/temporary'

/** A residual sum, batch-norms, a mean pooling and a concatenation, with 8,000 masks of which 1,000 are counted. */
const imported = join(import.meta.dirname, '..', 'fixtures', 'models', 'functional.keras')

let training: SharedTraining
beforeAll(async () => { training = await sharedTraining() })

describeWithPython('recomputed with NumPy from exported weights and masks', () => {
  it('are the figures of a chain of convolutions, at every snapshot', async () => {
    for (const snapshot of [1, 3]) {
      const told = await expectModelRecomputed(training.store, training.id, snapshot)
      expect(told).toMatchObject({ snapshot, examples: 1000, stored: 1000, parameters: 27_002, macs: 2_436_672 })
    }
  })

  it('are those of a network that joins branches', async () => {
    const store = temporaryFolder()
    const { id } = await printedJson(store, 'import', imported, '--data', 'mnist-10k') as { id: string }
    const told = await expectModelRecomputed(store, id, 1)
    expect(told).toMatchObject({ examples: 1000, stored: 8000, checkpoint: 'final' })
  })
})

describe('as a table', () => {
  it('has every node with its shape, and their sum', async () => {
    const [head, , ...rows] = (await printed(training.store, 'model', training.id)).trimEnd().split('\n')
    expect(head).toBe('snapshot 3, weights of alternation-3, masks of 1,000 examples')
    expect(rows.map((row) => row.split(/\s+/)[0])).toEqual([
      'input', ...[1, 2, 3, 4, 5, 6].flatMap((layer) => [`conv${layer}`, `support${layer}`]), 'conv7', 'mean1', 'loss1',
      'all'
    ])
    expect(rows[3]).toMatch(/^conv2 +convolution +3×3\/2 +14×14×16 +2,320 +2,320 +451,584 +[\d,]+ +\d+\.\d % /)
    expect(rows.at(-1)).toMatch(/^all +27,002 +27,002 +2,436,672 +[\d,]+ +\d+\.\d %$/)
  })

  it.each([
    ['9', 'There is no snapshot 9; the run has 1, 2, 3.'],
    ['0', '--snapshot takes a number from 1, not "0".']
  ])('of a snapshot that is not there, %s, is told in one sentence', async (snapshot, sentence) => {
    expect(await sentenceOf(training.store, 'model', training.id, '--snapshot', snapshot)).toBe(sentence)
  })
})
