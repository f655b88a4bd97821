/** A run file to measure on, whose masks a thread writes and reads as in a training. */
import { join } from 'node:path'
import { RunRecorder, type Retention } from '../../db/recorder'
import { supportLayout } from '../../main/engine/support/layout'
import { defaultConfiguration } from '../../main/engine/training/defaults'
import type { Network } from '../../preload/schema/network'

export function recorderOf(path: string, network: Network, examples: number, retention: Retention = { keep: 'all' }): RunRecorder {
  return RunRecorder.create(path, {
    id: '20260101-000000-aaaa', name: 'bench', backend: 'bench', configuration: defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini'),
    topology: network, layers: supportLayout(network).layers, environment: {}, parameters: 0, trainExamples: examples, testExamples: 0
  }, retention, join(__dirname, 'mask-thread.cjs'))
}
