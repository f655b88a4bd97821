/** The rules that are compared, each as the training that it is. */
import { defaultConfiguration, type TrainingConfiguration } from '../../../../preload/schema/configuration'
import type { LayerLoss, LossWeights } from '../../../../preload/schema/settings/targets'
import type { hardThreshold, ThresholdRuleName } from '../../../../preload/schema/theory/hard-threshold'
import type { ParametersOf } from '../experiment'

export type Parameters = ParametersOf<typeof hardThreshold>

export type Rule =
  | { readonly kind: Exclude<ThresholdRuleName, 'ftprop'> }
  | { readonly kind: 'ftprop'; readonly loss: LayerLoss; readonly weights: LossWeights }

/** Target propagation is a rule for each loss, weighted or not; each rule once. */
export const rulesOf = ({ rules, losses, weights }: Parameters): Rule[] => [...new Set(rules)].flatMap((kind): Rule[] =>
  (kind === 'ftprop'
    ? [...new Set(weights)].flatMap((weight) => [...new Set(losses)].map((loss): Rule =>
        ({ kind, loss, weights: weight })))
    : [{ kind }]))

/** As tables name it: `ftprop soft-hinge`, `ftprop hinge unweighted`. */
export const nameOf = (rule: Rule): string =>
  (rule.kind === 'ftprop' ? `ftprop ${rule.loss}${rule.weights === 'none' ? ' unweighted' : ''}` : rule.kind)

/** What `maskscope train` would be asked for. */
export function configurationOf(
  rule: Rule, { network, epochs, examples, rate }: Parameters, seed: number
): TrainingConfiguration {
  const given = { epochs, limit: examples, seed, ...(rate === null ? {} : { learningRate: rate }) }
  if (rule.kind === 'ftprop') return {
    ...defaultConfiguration('ftprop', 'mnist-10k', network), ...given,
    targets: { layerLoss: rule.loss, lossWeights: rule.weights }
  }
  return { ...defaultConfiguration(rule.kind === 'relu' ? 'sgd' : rule.kind, 'mnist-10k', network), ...given }
}
