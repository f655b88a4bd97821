/** The engine's part of every training method; one that is missing is a compile error. */
import type { ConfigurationOf, MethodName, TrainingConfiguration } from '../../../../preload/schema/configuration'
import type { AnyTrainingMethod, StoredMasksPlan, TrainingMethodOf } from '../method'
import { bAlternation } from './b-alternation'
import { dsd } from './dsd'
import { ftprop } from './ftprop'
import { iAlternation } from './i-alternation'
import { layerwise } from './layerwise'
import { majority } from './majority'
import { saturatedSte } from './saturated-ste'
import { sgd } from './sgd'
import { ste } from './ste'

const methods: { readonly [Name in MethodName]: TrainingMethodOf<ConfigurationOf<Name>> } = {
  sgd,
  'i-alternation': iAlternation,
  'b-alternation': bAlternation,
  majority,
  layerwise,
  ste,
  'saturated-ste': saturatedSte,
  ftprop,
  dsd
}

export const trainingMethodOf = (name: MethodName): AnyTrainingMethod => methods[name] as unknown as AnyTrainingMethod

/** The masks that a training stores to train with; null where it stores none. */
export const storedMasksOf = (configuration: TrainingConfiguration): StoredMasksPlan | null =>
  trainingMethodOf(configuration.method).storedMasks(configuration)
