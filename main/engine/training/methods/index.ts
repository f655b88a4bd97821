/** The engine's part of every training method; one that is missing is a compile error. */
import type { ConfigurationOf, MethodName } from '../../../../preload/schema/configuration'
import type { AnyTrainingMethod, TrainingMethodOf } from '../method'
import { bAlternation } from './b-alternation'
import { dsd } from './dsd'
import { iAlternation } from './i-alternation'
import { majority } from './majority'
import { sgd } from './sgd'

const methods: { readonly [Name in MethodName]: TrainingMethodOf<ConfigurationOf<Name>> } = {
  sgd,
  'i-alternation': iAlternation,
  'b-alternation': bAlternation,
  majority,
  dsd
}

export const trainingMethodOf = (name: MethodName): AnyTrainingMethod => methods[name] as unknown as AnyTrainingMethod
