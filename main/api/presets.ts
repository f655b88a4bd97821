/** Complete starting points for the Train page. */
import type { Preset } from '../../preload/contract'
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import { defaultConfiguration } from '../engine/training/defaults'

type Alternating = Extract<TrainingConfiguration, { method: 'i-alternation' }>

const demonstration = defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini') as Alternating

export const presets: Preset[] = [
  {
    name: 'demo',
    title: 'Demo: I-alternation',
    explanation: '10,000 real digits, a 27,000-parameter All-CNN, masks of every example at each of ten alternations: about a minute on two cores.',
    configuration: demonstration
  },
  {
    name: 'demo-sgd',
    title: 'Demo: SGD baseline',
    explanation: 'The same network and data trained as an ordinary ReLU network, to compare with.',
    configuration: defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini')
  },
  {
    name: 'demo-published-form',
    title: 'Demo: the paper’s own form',
    explanation: 'No consistency term, hidden biases frozen (eq 13), a quarter of the learning rate: watch drift and churn rise.',
    configuration: {
      ...demonstration,
      alternation: { ...demonstration.alternation, consistency: 0, form: 'linear', trigger: { kind: 'gap', epochs: 2 }, maskedLearningRate: demonstration.learningRate / 4 }
    }
  },
  {
    name: 'all-cnn-c',
    title: 'ALL-CNN-C',
    explanation: 'The paper’s largest All-CNN, 1.37 million parameters, in its published schedule of 350 epochs: for a GPU.',
    configuration: defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-c')
  }
]
