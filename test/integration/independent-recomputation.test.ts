/**
 * An independent program (Python, NumPy only, float64) recomputes what a training stored, from its exports: the masks
 * from the weights, the figures from the masks, the test errors from the weights.
 */
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { printed } from '../fixtures/command-line'
import { describeWithPython, runPython } from '../fixtures/python'
import { linearTraining, sharedTraining, type SharedTraining } from '../fixtures/shared-training'
import { temporaryFolder } from '../fixtures/temporary'

interface Layer {
  name: string
  units: number
  sparsity: number
  churn: number | null
  onToOff: number | null
  offToOn: number | null
  dead: number
  alwaysOn: number
}
interface Shown {
  alternations: (Omit<Layer, 'name' | 'units' | 'dead' | 'alwaysOn'> & { index: number; layers: Layer[] })[]
  evaluations: {
    at: string
    examples: number
    relu: { error: number; loss: number }
    maskt: { error: number; loss: number }
  }[]
}
interface Comparison { bits: number; different: number; farthest: number }

const folder = temporaryFolder()
const data = join(folder, 'data.npz')

async function exported({ store, id }: SharedTraining, at: string): Promise<string> {
  const out = join(folder, id, at)
  await printed(store, 'export', id, '--at', at, '--format', 'npz', '--out', out, '--force')
  return out
}

async function exportedMasks({ store, id }: SharedTraining, alternation: number): Promise<string> {
  const out = join(folder, id, `masks-${alternation}.npz`)
  await printed(store, 'masks', id, '--alternation', String(alternation), '--out', out)
  return out
}

describeWithPython('recomputed with NumPy', () => {
  const trainings: Record<string, SharedTraining> = {}

  beforeAll(async () => {
    trainings.affine = await sharedTraining()
    trainings.linear = await linearTraining()
    await printed(trainings.affine.store, 'datasets', 'mnist-10k', '--out', data)
  })

  const shown = (form: string): Shown => JSON.parse(trainings[form].printed) as Shown

  describe.each(['affine', 'linear'])('the masks of the %s form', (form) => {
    it.each([2])('at alternation %i are those of its weights', async (alternation) => {
      const weights = await exported(trainings[form], `alternation-${alternation}`)
      const masks = await exportedMasks(trainings[form], alternation)
      const { own, given, examples } = JSON.parse(
        runPython('recompute_masks.py', join(weights, 'weights.npz'), join(weights, 'topology.json'), data, masks, form)
      ) as { own: Comparison; given: Comparison; examples: number }
      expect(own.bits).toBe(examples * 26_656)
      // TensorFlow adds in float32 and in another order: q differs by some 1e-6, so only q near zero may change sign.
      for (const { bits, different } of [own, given]) expect(different / bits).toBeLessThanOrEqual(1e-4)
      expect(given.farthest).toBeLessThan(1e-4)
      if (form === 'affine') expect(own.farthest).toBeLessThan(1e-4)
    })
  })

  it.each(['affine', 'linear'])(
    'every figure of the %s form’s alternations is exactly that of the stored bits',
    async (form) => {
      const { alternations } = shown(form)
      const files = await Promise.all(alternations.map(({ index }) => exportedMasks(trainings[form], index)))
      const recomputed = JSON.parse(runPython('recompute_statistics.py', ...files)) as Record<
        string,
        Omit<Layer, 'name'>
      >[]
      const stored = alternations.map(({ layers }) =>
        Object.fromEntries(layers.map(({ name, ...figures }) => [name, figures]))
      )
      expect(recomputed.map(({ '*': _whole, ...layers }) => layers)).toEqual(stored)
      expect(
        recomputed.map(({ '*': { sparsity, churn, onToOff, offToOn } }) => ({ sparsity, churn, onToOff, offToOn }))
      ).toEqual(alternations.map(({ sparsity, churn, onToOff, offToOn }) => ({ sparsity, churn, onToOff, offToOn })))
      expect(alternations[0].churn).toBeNull()
      expect(alternations[1].churn).toBeGreaterThan(0)
    }
  )

  it.each([
    ['affine', 'alternation-2'],
    ['linear', 'final']
  ])('the test errors of the %s form at %s are those of its weights', async (form, at) => {
    const weights = await exported(trainings[form], at)
    const recomputed = JSON.parse(
      runPython('recompute_evaluation.py', join(weights, 'weights.npz'), join(weights, 'topology.json'), data)
    ) as { examples: number; relu: { wrong: number; loss: number }; maskt: { wrong: number; loss: number } }
    const evaluation = shown(form).evaluations.find((candidate) => candidate.at === at)!
    expect(evaluation.examples).toBe(recomputed.examples)
    for (const mode of ['relu', 'maskt'] as const) {
      // Two logits that are equal in float32 may differ in float64: one example of two thousand may change sides.
      expect(Math.abs(evaluation[mode].error * recomputed.examples - recomputed[mode].wrong)).toBeLessThanOrEqual(
        1.000001
      )
      // Float32 losses of about 2, averaged over batches: relative differences of 1e-7 were seen, MaskT's jumps move it
      // more.
      expect(evaluation[mode].loss).toBeCloseTo(recomputed[mode].loss, mode === 'relu' ? 5 : 3)
    }
  })
})
