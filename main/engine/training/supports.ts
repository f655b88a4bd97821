/** What support nodes do in each phase of a run, from its configuration. */
import type { AlternationSettings, TrainingConfiguration } from '../../../preload/schema/configuration'
import type { Examples } from '../datasets/dataset'
import type { Executor, SupportKind } from '../executors/executor'

/** The kinds of support that a run will train with, for which a graph is compiled. */
export function supportKinds(configuration: TrainingConfiguration): SupportKind[] {
  const relu: SupportKind = { mode: 'relu' }
  switch (configuration.method) {
    case 'sgd': return [relu]
    case 'i-alternation': {
      const { form, gate, consistency } = configuration.alternation
      return [relu, { mode: 'masks', form, gate, consistent: consistency > 0 }]
    }
    case 'b-alternation': {
      const { form, gate } = configuration.batchAlternation
      return [relu, { mode: 'batch', form, gate, rule: 'energy' }]
    }
    case 'majority': return [relu, { mode: 'batch', form: configuration.majority.form, gate: configuration.majority.gate, rule: 'majority' }]
  }
}

/**
 * The threshold t of every layer, so that m = [q > t]. Positive rule: t = β. Energy rule: x² > β with x = max(q, 0),
 * so t = √β. A quantile is measured on `sample`, asked for only then, in the network run with ReLU.
 */
export function thresholdsOf({ rule, beta }: AlternationSettings, layers: number, executor: Executor, sample: () => Examples): Float32Array {
  switch (beta.kind) {
    case 'learned': return new Float32Array(layers)
    case 'fixed': return new Float32Array(layers).fill(rule === 'energy' ? Math.sqrt(beta.value) : beta.value)
    case 'quantile': return executor.quantiles(sample(), beta.fraction).map((value) => Math.max(0, value))
  }
}
