/** Ordinary SGD has one stage, and ReLU in it. */
import type { SgdConfiguration } from '../../../../preload/schema/configuration'
import { staged } from './staged'
import { noMasks, type Stages } from './stages'

export const sgdStages: Stages<SgdConfiguration> = ({ epochs, learningRate, momentum }) => [
  { phase: 'sgd', from: 0, epochs, learningRate, momentum, masks: noMasks }
]

export const sgd = staged({ name: 'sgd', stages: sgdStages })
