/** Classes of Keras that are read here, or brought to those that are: Keras itself makes no other layer of a file. */
import { kerasReaders } from '../../interchange/kinds'
import { trainingOnly, valueByValue } from './forms'
import { operationNames } from './operations'

/** Models, and layers that become no node of their own. */
const others = [
  'Functional', 'Model', 'Sequential', 'CustomScaleLayer', 'ExpandDims', 'Reshape', 'Softmax', 'ZeroPadding2D'
]

export const classesOfKeras: readonly string[] =
  [...new Set([...kerasReaders.keys(), ...trainingOnly, ...valueByValue, ...operationNames, ...others])]
