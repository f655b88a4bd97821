/** A run whose masks fill its file as a training's do: written by the real recorder, older snapshots as changes. */
import { setImmediate as nextMessage, setTimeout as wait } from 'node:timers/promises'
import { presetNetwork } from '../../../main/engine/networks/presets'
import { supportLayout } from '../../../main/engine/support/layout'
import { defaultConfiguration, type DataSetName, type NetworkPresetName } from '../../../preload/schema/configuration'
import type { SupportLayer } from '../../../preload/schema/run'
import { readingRun } from '../../../db/open'
import { snapshotsToReplace } from '../../../db/retention'
import type { RunStore } from '../../../db/store'
import { recorderOf } from '../recorder'
import { labelOf } from './images'
import { progressOf, say } from './say'
import { sizeInWords } from './scale'
import { SyntheticMasks } from './synthetic-masks'

export interface MaskRunSize {
  name: string
  dataset: DataSetName
  network: NetworkPresetName
  shape: [height: number, width: number, channels: number]
  examples: number
  snapshots: number
}

export interface MaskRun extends MaskRunSize {
  id: string
  /** Examples × bytes of each one's masks, in words. */
  size: string
  layers: readonly SupportLayer[]
}

/** About as much as a training hands over at a time. */
const batchBytes = 2 ** 21

export async function writeMaskRun(store: RunStore, wanted: MaskRunSize): Promise<MaskRun> {
  const { name, dataset, network: preset, shape, examples, snapshots } = wanted
  const network = presetNetwork(preset, shape, 10)
  const { layers, bytesPerExample } = supportLayout(network)
  const size = sizeInWords(examples, bytesPerExample)
  const id = store.newId()
  const recorder = recorderOf(store.runPath(id), network, examples, { keep: 'all' }, {
    id, name, layers, trainExamples: examples, testExamples: 10,
    configuration: { ...defaultConfiguration('i-alternation', dataset, preset), limit: examples },
    labels: Array.from({ length: examples }, (_, example) => labelOf(example))
  })
  say(`writing ${name}, ${size}, ${snapshots} snapshots`)
  const masks = new SyntheticMasks(bytesPerExample)
  const batch = Math.max(1, Math.floor(batchBytes / bytesPerExample))
  for (let snapshot = 1; snapshot <= snapshots; snapshot++) {
    const told = progressOf(`writing ${name}, snapshot ${snapshot} of ${snapshots}`)
    recorder.snapshotBegan({
      index: snapshot, kind: 'alternation', alternation: snapshot, checkpoint: `alternation-${snapshot}`,
      epoch: snapshot, iteration: snapshot * 100, examples
    })
    for (let first = 0; first < examples; first += batch) {
      const count = Math.min(batch, examples - first)
      recorder.masks(snapshot, first, masks.of(snapshot, first, count))
      told(first + count, examples)
      // Lets a signal in that breaks it off.
      await nextMessage()
    }
    recorder.snapshotEnded(snapshot, 1)
  }
  await untilReplaced(store.runPath(id))
  recorder.end()
  return { ...wanted, id, size, layers }
}

/** A thread puts changes in the place of older masks; whoever ends the recording waits for it two minutes at most. */
async function untilReplaced(path: string): Promise<void> {
  say('replacing older masks by what changes in them')
  while (readingRun(path, (database) => snapshotsToReplace(database).length > 0)) await wait(1000)
}
