/** A process that tries TensorFlow once and says what happened; `doctor` starts it. */
import { sentenceOf } from '../../preload/schema/failure'
import { describeBackend, loadTensorFlow } from '../engine/backends/native'

function tryOnce() {
  try {
    const tensorflow = loadTensorFlow()
    const sum = tensorflow.tidy(() => tensorflow.sum(tensorflow.ones([2, 3])).dataSync()[0])
    if (sum !== 6) throw new Error(`the sum of six ones came out as ${sum}`)
    const { name, version } = describeBackend(tensorflow)
    return { outcome: 'computes', backend: name, version }
  } catch (error) {
    return { outcome: 'fails', sentence: sentenceOf(error) }
  }
}

process.send?.(tryOnce(), undefined, undefined, () => process.disconnect())
