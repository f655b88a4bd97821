/** Dense → Sparse → Dense: connections are pruned for a stage between two dense ones (./pruning.ts). */
import type { DsdConfiguration } from '../../../../preload/schema/configuration'
import type { Phase } from '../../../../preload/schema/run'
import { chooseConnections, releaseConnections, scanSensitivity } from './pruning'
import { staged } from './staged'
import { noMasks, type Stage, type StageMasks, type Stages } from './stages'

export const denseSparseDense: Stages<DsdConfiguration> = ({ epochs, learningRate, momentum, pruning }) => {
  const { sparse, final, choice } = pruning
  const dense = epochs - sparse.epochs - final.epochs
  const stage = (phase: Phase, from: number, own: Pick<Stage, 'epochs' | 'learningRate'>, masks = noMasks): Stage =>
    ({ phase, from, ...own, momentum, masks })
  return [
    stage('dense', 0, { epochs: dense, learningRate }),
    stage('sparse', dense, sparse, masksOf(choice)),
    stage('dense-again', dense + sparse.epochs, final)
  ]
}

export const dsd = staged<DsdConfiguration>({
  name: 'dsd',
  stages: denseSparseDense,
  ended: async (run, state) => {
    if (state.phase === 'sparse') await run.checkpoint('sparse')
  },
  began: async (run, state, stage) => {
    if (state.pruning.holds && stage.phase !== 'sparse') await releaseConnections(run, state)
    if (stage.phase !== 'sparse') return
    await run.checkpoint('dense')
    if (run.training.configuration.pruning.sensitivity) await scanSensitivity(run)
  },
  beforeEpoch: async (run, state, stage) => {
    if (stage.phase === 'sparse') await chooseConnections(run, state, stage)
  }
})

function masksOf(choice: DsdConfiguration['pruning']['choice']): StageMasks {
  switch (choice.kind) {
    case 'magnitude': case 'loaded': return noMasks
    case 'i-alternation': return { kind: 'stored', settings: choice.masks }
    case 'b-alternation': {
      const { form, gate, beta } = choice
      return { kind: 'shared', support: { mode: 'batch', rule: 'energy', form, gate, beta } }
    }
  }
}
