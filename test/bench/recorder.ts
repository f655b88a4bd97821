/** A run file to measure on, whose masks a thread counts and writes as in a training. */
import { join } from 'node:path'
import { RunRecorder } from '../../db/recorder'
import { type Retention } from '../../db/retention'
import type { NewRun } from '../../db/runs'
import { supportLayout } from '../../main/engine/support/layout'
import { defaultConfiguration } from '../../preload/schema/configuration'
import type { Recorder } from '../../main/engine/training/recorder'
import { StoredMasks } from '../../main/trainer/mask-thread/stored-masks'
import { recording } from '../../main/trainer/recording'
import type { Network } from '../../preload/schema/network'

export function recorderOf(
  path: string,
  network: Network,
  examples: number,
  retention: Retention = { keep: 'all' },
  run: Partial<NewRun> = {}
): Recorder & { end: () => void } {
  const layout = supportLayout(network)
  const recorder = RunRecorder.create(
    path,
    {
      id: '20260101-000000-aaaa',
      name: 'bench',
      configuration: defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini'),
      topology: network,
      layers: layout.layers,
      computing: { backend: 'bench', environment: {} },
      parameters: 0,
      tensors: [],
      trainExamples: examples,
      labels: new Uint16Array(examples),
      testExamples: 0,
      imageMeans: [],
      ...run
    },
    retention
  )
  const masks = new StoredMasks(join(__dirname, 'mask-thread.cjs'), path, layout)
  const end = (): void => {
    masks.close()
    recorder.end('finished', null)
  }
  return { ...recording(recorder, masks, () => undefined), end }
}
