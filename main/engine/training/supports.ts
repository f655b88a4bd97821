/** What support nodes do in each phase of a run, from its configuration. */
import type { StoredMaskSettings, TrainingConfiguration } from '../../../preload/schema/configuration'
import type { Examples } from '../datasets/dataset'
import type { Executor, SupportKind } from '../executors/executor'
import { soonest, stagesOf, type Stage } from './stages'

/**
 * Quantiles of pre-activations are measured on the first training examples, few because all pre-activations are held at
 * once.
 */
export const quantileExamples = 32

/** The kinds of support that a run will train with, for which a graph is compiled. */
export function supportKinds(configuration: TrainingConfiguration): SupportKind[] {
  const relu: SupportKind = { mode: 'relu' }
  const special = stagesOf(configuration, soonest).filter(
    ({ phase, masks }) => phase === 'sparse' || masks.kind !== 'none'
  )
  return [relu, ...special.map((stage) => ({ ...kindIn(stage), pruned: stage.phase === 'sparse' }))]
}

function kindIn({ masks }: Stage): SupportKind {
  switch (masks.kind) {
    case 'none':
      return { mode: 'relu' }
    case 'stored':
      return {
        mode: 'masks',
        form: masks.settings.form,
        gate: masks.settings.gate,
        consistent: masks.settings.consistency > 0
      }
    case 'shared':
      return { mode: 'batch', form: masks.support.form, gate: masks.support.gate, rule: masks.support.rule }
  }
}

/**
 * The threshold t of every layer, so that m = [q > t]. Positive rule: t = β. Energy rule: x² > β with x = max(q, 0),
 * so t = √β. A quantile is measured on `sample`, asked for only then, in the network run with ReLU.
 */
export function thresholdsOf(
  { rule, beta }: Pick<StoredMaskSettings, 'rule' | 'beta'>,
  layers: number,
  executor: Executor,
  sample: () => Examples
): Float32Array {
  switch (beta.kind) {
    case 'learned':
      return new Float32Array(layers)
    case 'fixed':
      return new Float32Array(layers).fill(rule === 'energy' ? Math.sqrt(beta.value) : beta.value)
    case 'quantile':
      return executor.quantiles(sample(), beta.fraction).map((value) => Math.max(0, value))
  }
}
