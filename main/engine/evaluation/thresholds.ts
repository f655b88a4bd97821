/** Which pre-activations count as on: the threshold of every support layer, from a rule and its β. */
import type { StoredMaskSettings } from '../../../preload/schema/configuration'
import type { Examples } from '../datasets/dataset'
import type { Executor } from '../executors/executor'

/**
 * Quantiles of pre-activations are measured on the first training examples, few because all pre-activations are held at
 * once.
 */
export const quantileExamples = 32

/**
 * The threshold t of every layer, so that m = [q > t]. Positive rule: t = β. Energy rule: x² > β with x = max(q, 0),
 * so t = √β. A quantile is measured on `sample`, asked for only then, in the network run with ReLU.
 */
export async function thresholdsOf(
  { rule, beta }: Pick<StoredMaskSettings, 'rule' | 'beta'>,
  layers: number,
  executor: Executor,
  sample: () => Examples
): Promise<Float32Array> {
  switch (beta.kind) {
    case 'learned':
      return new Float32Array(layers)
    case 'fixed':
      return new Float32Array(layers).fill(rule === 'energy' ? Math.sqrt(beta.value) : beta.value)
    case 'quantile':
      return (await executor.quantiles(sample(), beta.fraction)).map((value) => Math.max(0, value))
  }
}
