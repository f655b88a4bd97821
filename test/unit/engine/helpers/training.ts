/** A data set that a small network learns in a second, and a recorder that keeps everything in memory. */
import { inMemory, type DataSet, type Examples } from '../../../../main/engine/datasets/dataset'
import type { Weights } from '../../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../../main/engine/networks/presets'
import { random } from '../../../../main/engine/random'
import { supportLayout } from '../../../../main/engine/support/layout'
import { SupportStatistics, type LayerCounts } from '../../../../main/engine/support/statistics'
import type {
  CheckpointMoment,
  EpochEnd,
  Pruning,
  Recorder,
  SnapshotStart
} from '../../../../main/engine/training/recorder'
import { judgedWeights } from '../../../../db/training-states'
import type { SensitivityPoint } from '../../../../preload/schema/pruning'
import type { EpochRecord, RefitRecord, TestPoint } from '../../../../preload/schema/run'

export const network = presetNetwork('all-cnn-mini', [8, 8, 1], 2)
export const layout = supportLayout(network)

/** Two classes that differ in which half of the image is bright. */
export function stripes(count: number, seed: number): Examples {
  const stream = random(seed, 'stripes')
  const labels = Int32Array.from({ length: count }, () => Math.floor(stream.uniform() * 2))
  const images = Float32Array.from({ length: count * 64 }, (_, i) => {
    const bright = Math.floor((i % 64) / 32) === labels[Math.floor(i / 64)]
    return stream.normal() * 0.5 + (bright ? 1 : -1)
  })
  return { count, images, labels }
}

export const data: DataSet = {
  name: 'mnist-10k',
  title: 'stripes',
  explanation: '',
  shape: [8, 8, 1],
  classes: 2,
  trainExamples: 50,
  testExamples: 20,
  train: inMemory(stripes(50, 1)),
  test: inMemory(stripes(20, 2))
}

/** The same data, and how many batches of training examples were read: one for every step of a training. */
export function countedBatches(): { counted: DataSet; batches: () => number } {
  let read = 0
  const counted: DataSet = {
    ...data,
    train: {
      ...data.train,
      read: (indices) => {
        read++
        return data.train.read(indices)
      }
    }
  }
  return { counted, batches: () => read }
}

/** Keeps everything in memory, in the order it was told. */
export class MemoryRecorder implements Recorder {
  readonly story: string[] = []
  readonly epochs: EpochRecord[] = []
  readonly tested: TestPoint[] = []
  readonly refits: RefitRecord[] = []
  readonly weights = new Map<string, Weights>()
  readonly starts = new Map<number, SnapshotStart>()
  readonly stored = new Map<number, Uint8Array>()
  readonly counts = new Map<number, readonly LayerCounts[]>()
  readonly prunings: Pruning[] = []
  readonly sensitivities: SensitivityPoint[] = []
  readonly inForce = new Map<string, number | null>()

  progress(): void {}
  curvePoint(): void {}
  testPoint(point: TestPoint): void { this.tested.push(point) }
  refitted(record: RefitRecord): void { this.refits.push(record) }
  evaluation(record: { at: string }): void { this.story.push(`evaluation ${record.at}`) }
  checkpoint(name: string, { pruning }: CheckpointMoment, weights: Weights): void {
    if (name === 'final') for (const kept of [this.inForce, this.weights]) kept.delete('last-good')
    this.inForce.set(name, pruning ?? null)
    // One after every epoch would only make stories longer.
    if (name !== 'last-good') this.story.push(`checkpoint ${name}`)
    this.weights.set(name, weights)
  }
  pruned(pruning: Pruning): void {
    this.story.push(`pruning ${pruning.index}`)
    this.prunings.push(pruning)
  }
  sensitivity(point: SensitivityPoint): void {
    if (this.sensitivities.push(point) === 1) this.story.push('sensitivity')
  }
  saveState(): void {}
  epochEnded({ record, moment, state }: EpochEnd): void {
    this.checkpoint('last-good', moment, judgedWeights(state))
    this.story.push(`epoch ${record.epoch} ${record.phase}`)
    this.epochs.push(record)
  }
  snapshotBegan(start: SnapshotStart): void {
    this.starts.set(start.index, start)
    this.stored.set(start.index, new Uint8Array(start.examples * layout.bytesPerExample))
  }
  masks(snapshot: number, first: number, packed: Uint8Array): void {
    this.stored.get(snapshot)?.set(packed, first * layout.bytesPerExample)
  }
  snapshotEnded(snapshot: number): void {
    const masks = this.stored.get(snapshot) ?? new Uint8Array()
    const statistics = new SupportStatistics(layout, snapshot > 1)
    statistics.add(
      masks,
      this.stored.get(snapshot - 1)?.subarray(0, masks.length) ?? null,
      masks.length / layout.bytesPerExample
    )
    const alternation = this.starts.get(snapshot)?.alternation ?? null
    this.story.push(alternation === null ? `snapshot ${snapshot}` : `alternation ${alternation}`)
    this.counts.set(snapshot, statistics.result())
  }
  expectMasks(): void {}
  readMasks(snapshot: number, examples: Int32Array): Uint8Array {
    const stored = this.stored.get(snapshot) ?? new Uint8Array()
    const size = layout.bytesPerExample
    return Uint8Array.from(
      [...examples].flatMap((example) => [...stored.subarray(example * size, (example + 1) * size)])
    )
  }
}
