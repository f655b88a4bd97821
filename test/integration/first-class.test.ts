/**
 * An imported network can do what one of ours can: its masks are taken, counted and listed, it is looked at layer by
 * layer, compacted, pruned, and exported to what gives the same answers again.
 */
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { compactReportSchema, type EvaluationRecord, type SnapshotRecord } from '../../preload/contract'
import { printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { temporaryFolder } from '../fixtures/temporary'

interface Shown {
  id: string
  status: string
  topology: { nodes: { name: string; type: string }[] }
  evaluations: EvaluationRecord[]
  snapshots: SnapshotRecord[]
  environment: Record<string, string>
}
interface ModelTold { macs: number; effectiveMacs: number; nodes: { macs?: number; effectiveMacs?: number }[] }

const models = join(import.meta.dirname, '..', 'fixtures', 'models')
/** Arrays for NumPy alone are no model. */
const files = { tfjs: 'model.json', onnx: 'model.onnx', safetensors: 'model.safetensors' } as const
const importable = ['tfjs', 'onnx', 'safetensors'] as const

/** What TensorFlow.js has no layer for. */
const withoutLayer: Readonly<Record<string, RegExp>> = {
  'functions.onnx': /^TensorFlow\.js has no layer that does what "[a-z0-9-]+" does \(.*\); choose ONNX\.$/
}

describe.each([
  ['functions.onnx', 'like MobileNet: depthwise, ReLU6, a gate, hard-swish'],
  ['torch-like.onnx', 'like ResNet: a sum around convolutions, batch-norm']
])('%s, %s', (file) => {
  const store = storeOfFewDigits()
  const json = (...given: string[]): Promise<unknown> => printedJson(store, ...given)
  let run: Shown
  beforeAll(async () => {
    run = await json('import', join(models, file), ...fewDigits) as Shown
  })
  const final = ({ evaluations }: Shown): EvaluationRecord => evaluations.find(({ at }) => at === 'final')!

  it('has masks of every support, whether they are taken with the import or later', async () => {
    expect(run.status).toBe('finished')
    expect(run.environment['import check']).toMatch(/^checked against onnxruntime /)
    const [{ layers }] = run.snapshots
    expect(layers.length).toBeGreaterThan(2)
    const bare = await json('import', join(models, file), ...fewDigits, '--no-masks') as Shown
    expect(bare.snapshots).toEqual([])
    const taken = await json('snapshot', bare.id) as SnapshotRecord
    expect(taken.layers).toEqual(layers)
  })

  it('is listed by its examples, with what it answers to them', async () => {
    const listed = await printed(store, 'examples', run.id, '--order', 'loss', '--rule', 'relu')
    expect(listed.trimEnd().split('\n').length).toBeGreaterThan(5)
  })

  it('has MACs and effective MACs of each layer, and their sums', async () => {
    const told = await json('model', run.id) as ModelTold
    const layers = told.nodes.filter(({ macs = 0 }) => macs > 0)
    expect(layers.length).toBeGreaterThan(3)
    for (const { macs = 0, effectiveMacs = -1 } of layers) {
      expect(effectiveMacs).toBeGreaterThanOrEqual(0)
      expect(effectiveMacs).toBeLessThanOrEqual(macs)
    }
    const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
    expect(sum(layers.map(({ macs = 0 }) => macs))).toBe(told.macs)
    expect(sum(layers.map(({ effectiveMacs = 0 }) => effectiveMacs))).toBeCloseTo(told.effectiveMacs, 6)
  })

  it('is compacted without another answer', async () => {
    const { whole, compact } = compactReportSchema.parse(await json('compact', run.id))
    expect(whole.error).toBe(final(run).relu.error)
    expect(compact.error).toBe(whole.error)
  })

  it('is pruned from its weights on', async () => {
    const pruned = await json(
      'dsd', '--from', run.id, '--stages', '0,1,1', '--learning-rates', '0.02,0.02,0.02'
    ) as Shown
    expect(pruned.status).toBe('finished')
    expect(pruned.evaluations.find(({ at }) => at === 'dense')!.relu).toEqual(final(run).relu)
  })

  it.each(importable)('is exported as %s, which another program answers alike', async (format) => {
    const folder = join(temporaryFolder(), format)
    const command = ['export', run.id, '--format', format, '--out', folder]
    const lacks = format === 'tfjs' ? withoutLayer[file] : undefined
    if (lacks !== undefined) return expect(await sentenceOf(store, ...command)).toMatch(lacks)
    await printed(store, ...command)
    const back = await json('import', join(folder, files[format]), ...fewDigits, '--no-masks') as Shown
    // The file's own runtime is held against the network that was read, logit by logit, before there is a run.
    expect(back.environment['import check']).toMatch(format === 'safetensors' ? /^could not be checked/ : /^checked /)
    expect(final(back).relu.error).toBe(final(run).relu.error)
    expect(final(back).relu.loss).toBeCloseTo(final(run).relu.loss, 4)
    expect(final(back).maskt.error).toBe(final(run).maskt.error)
  })
})
